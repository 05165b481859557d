import { accessTokenMsMax } from '@tributary/runtime/access-events';
import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import { z } from 'zod';
import type { Endings } from './endings.ts';
import type { Place, Principal } from './identity.ts';
import { createMemory } from './memory.ts';
import { toPlace } from './place.ts';
import type { Revocations } from './revocations.ts';
import { watchVerificationKeys } from './verification-keys.ts';

const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  org: z.string().min(1).max(255),
  scopes: z.array(z.string().max(64)).max(64),
  /** The sign-in. */
  sid: z.string().min(1).max(255),
  epoch: z.int().min(0),
  iat: z.number(),
  exp: z.number(),
});

type Claims = z.infer<typeof claimsSchema> & { readonly kid: string };

/** The same tokens come again and again: so many are remembered as checked. */
const checkedMax = 10_000;
const tokenLengthMax = 8_192;
/** Clocks of two machines differ. */
const skewMs = 60_000;

export interface TokensOptions {
  bus: Bus;
  revocations: Pick<Revocations, 'isReady' | 'isEnded' | 'epochOf'>;
  endings: Endings;
}

export interface Tokens extends AsyncDisposable {
  verify(token: string, place: Place): Promise<Principal>;
}

/** Checks access tokens by themselves, with the keys and revocations that are published. */
export async function openTokens({ bus, revocations, endings }: TokensOptions): Promise<Tokens> {
  const checked = createMemory<Claims>({ msMax: accessTokenMsMax, sizeMax: checkedMax });
  const keys = await watchVerificationKeys(bus, (withdrawn) => {
    // A key that is withdrawn takes its tokens along.
    checked.clear();
    for (const id of withdrawn) endings.noteChange({ kind: 'signingKey', id });
  });

  async function readClaims(token: string): Promise<Claims> {
    const remembered = checked.get(token);
    if (remembered) return remembered;
    if (token.length > tokenLengthMax) throw refusal();
    const { payload, kid } = await keys.verify(token).catch((cause: unknown) => {
      throw cause instanceof Failure ? cause : refusal(cause);
    });
    const read = claimsSchema.safeParse(payload);
    if (!read.success) throw refusal(read.error);
    const claims = { ...read.data, kid };
    const { iat, exp } = claims;
    if (iat * 1000 > Date.now() + skewMs) throw refusal('issued in the future');
    // One that lives longer could outlive the memory of its revocation.
    if ((exp - iat) * 1000 > accessTokenMsMax) throw refusal('lives too long');
    if (keys.has(kid)) checked.set(token, claims);
    return claims;
  }

  function check({ sub, sid, epoch, exp, kid }: Claims): void {
    if (exp * 1000 <= Date.now()) throw refusal('expired');
    if (!keys.has(kid)) throw refusal('its key was withdrawn');
    if (revocations.isEnded(sid)) throw refusal('the sign-in has ended');
    if (epoch < revocations.epochOf(sub)) throw refusal('the account has changed');
  }

  async function verify(token: string, place: Place): Promise<Principal> {
    if (!revocations.isReady) {
      throw new Failure('UNAVAILABLE', 'it is not known yet which sign-ins have ended');
    }
    const claims = await readClaims(token);
    check(claims);
    const { sub, org, scopes, sid, exp, kid } = claims;
    return {
      viewer: {
        ...{ id: sub, kind: 'account', organizationId: org, scopes, signInId: sid },
        ...toPlace(place),
      },
      credential: endings.createCredential({
        dependsOn: [
          { kind: 'signIn', id: sid },
          { kind: 'account', id: sub },
          { kind: 'signingKey', id: kid },
        ],
        expiresAt: exp * 1000,
        check: () => check(claims),
      }),
    };
  }

  return { verify, [Symbol.asyncDispose]: () => keys[Symbol.asyncDispose]() };
}

const refusal = (cause?: unknown) =>
  new Failure('UNAUTHENTICATED', 'the access token is not valid', { cause });

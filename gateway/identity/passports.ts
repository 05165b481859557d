import { Failure } from '@tributary/runtime/failure';
import { asService, type Viewer } from '@tributary/runtime/identity';
import { askService } from '@tributary/runtime/subgraph';
import type { PassportClaims, WebTokens } from '@tributary/runtime/web-tokens';
import { z } from 'zod';
import { createAnswers } from './answers.ts';
import type { CacheOptions } from './api-keys.ts';
import { readClaimedCode } from './credentials.ts';
import type { PassportHolder } from './identity.ts';

const answerSchema = z.object({
  passportHolder: z.object({
    app: z.object({
      id: z.string(),
      name: z.string(),
      mode: z.string(),
      organizationId: z.string(),
      code: z.string(),
    }),
    endUser: z.object({ id: z.string(), sessionId: z.string() }),
    accountId: z.string().nullable(),
  }),
});

const query = `query HolderOfPassport($passport: String!) {
  passportHolder(passport: $passport) {
    app { id name mode organizationId code }
    endUser { id sessionId }
    accountId
  }
}`;

const viewer = asService('gateway');
const passportLengthMax = 4_096;

export interface PassportsOptions extends CacheOptions {
  webTokens: Pick<WebTokens, 'verify'>;
}

export interface Passports {
  find(passport: string, appCode?: string): Promise<PassportHolder>;
}

const modeSchema = z.object({ webAppAccessMode: z.string() });
const modeQuery = 'query ModeOfApp($code: String!) { webAppAccessMode(appCode: $code) }';

/** The end users of passports: signed by us, and good for their apps as the auth service sees it. */
export function createPassports(options: PassportsOptions): Passports {
  const { bus, revocations, endings, turns, webTokens } = options;
  const answers = createAnswers<PassportHolder>();
  /** By code: whoever guesses passports does not make the auth service be asked each time. */
  const modes = createAnswers<{ isRestricted: boolean }>();

  revocations.onEvent(({ kind, id }) => {
    if (kind === 'app') {
      answers.forget(({ app }) => app.id === id);
      modes.forget(() => true);
    }
    if (kind === 'account') answers.forget(({ accountId }) => accountId === id);
  });

  async function ask(passport: string, expiresAt: number | undefined): Promise<PassportHolder> {
    const request = { query, variables: { passport } };
    const { passportHolder } = answerSchema.parse(
      await askService(bus, 'auth', request, { viewer }),
    );
    const { app, endUser } = passportHolder;
    const accountId = passportHolder.accountId ?? undefined;
    const credential = endings.createCredential({
      dependsOn: [
        { kind: 'app', id: app.id },
        ...(accountId === undefined ? [] : [{ kind: 'account', id: accountId } as const]),
      ],
      expiresAt,
      check: () => check(passport),
    });
    return {
      ...{ app, accountId, credential },
      sessionId: endUser.sessionId,
      viewer: toEndUser(endUser.id, app),
    };
  }

  async function verify(passport: string): Promise<PassportClaims | undefined> {
    if (passport.length > passportLengthMax) return undefined;
    const token = await webTokens.verify(passport).catch(() => undefined);
    return token?.type === 'passport' ? token : undefined;
  }

  async function askMode(code: string): Promise<{ isRestricted: boolean } | undefined> {
    const request = { query: modeQuery, variables: { code } };
    try {
      const data = await askService(bus, 'auth', request, { viewer });
      return { isRestricted: modeSchema.parse(data).webAppAccessMode !== 'PUBLIC' };
    } catch (error) {
      // There is no such app.
      if (error instanceof Failure && error.code === 'BAD_INPUT') return undefined;
      throw error;
    }
  }

  /** Why a passport that proves nothing is refused depends on the app that is called. */
  async function refusalFor(code: string | undefined): Promise<Failure> {
    const mode = code === undefined ? undefined : await modes.find(code, () => askMode(code));
    const reason = mode?.isRestricted ? 'web_sso_auth_required' : undefined;
    return new Failure('UNAUTHENTICATED', 'the passport is not valid', { reason });
  }

  async function check(passport: string): Promise<void> {
    using _turn = await turns.take();
    await find(passport);
  }

  async function find(passport: string, appCode?: string): Promise<PassportHolder> {
    const claims = await verify(passport);
    if (claims) {
      const expiresAt = claims.exp === undefined ? undefined : claims.exp * 1000;
      const holder = await answers.find(passport, () => ask(passport, expiresAt));
      if (holder) return holder;
    }
    throw await refusalFor(appCode ?? readClaimedCode(passport));
  }

  return { find };
}

/** A person who uses an app. */
export const toEndUser = (
  id: string,
  app: { readonly id: string; readonly organizationId: string },
): Viewer => ({
  ...{ id, kind: 'endUser', scopes: [] },
  ...{ appId: app.id, organizationId: app.organizationId },
});

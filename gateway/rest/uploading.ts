import { Failure } from '@tributary/runtime/failure';
import { toMimeType } from '@tributary/runtime/mime-type';
import { openBody, within } from '../live-body.ts';
import { boundaryOf } from '../multipart.ts';
import { drain } from '../request-bodies.ts';
import { offerUpload, type UploadSource } from '../uploads.ts';
import type { LiveUploadEndpoint, RawUploadEndpoint, UploadEndpoint } from './endpoint.ts';
import { answer, callerOf, type Exchange } from './exchange.ts';
import { refusals } from './face.ts';
import { type Form, soleFile } from './form.ts';
import { type LiveFile, readLiveForm } from './live-form.ts';

/** A large file may take its time on its way to the service. */
const uploadMsMax = 3_600_000;

/** Runs the operation with the form's file, whose bytes the service takes as fast as it can. */
export async function runUpload(
  one: UploadEndpoint,
  exchange: Exchange,
  form: Form,
): Promise<unknown> {
  const { name = '', mimeType = '', bytes } = soleFile(form, one.file.part);
  return runWith(one, exchange, { name, mimeType, bytes: bytes() });
}

/** Runs the operation with the body, while it arrives. */
export async function runRawUpload(one: RawUploadEndpoint, exchange: Exchange): Promise<unknown> {
  const { bytesMax, describe } = one.file;
  const body = openBody(exchange.request.raw);
  try {
    const bytes = within(body.chunks, bytesMax);
    return await runWith(one, exchange, { ...describe(exchange.input), bytes });
  } finally {
    await body.drain();
  }
}

/** Runs the operation with the form's file, while it arrives, and again if another one follows. */
export async function runLiveUpload(
  one: LiveUploadEndpoint,
  exchange: Exchange,
  fieldBytesMax: number,
): Promise<unknown> {
  const { raw } = exchange.request;
  const contentType = raw.headers['content-type'];
  if (toMimeType(contentType) !== 'multipart/form-data') {
    await drain(raw);
    throw new Failure('UNSUPPORTED_TYPE', 'the body must be multipart/form-data', {
      reason: refusals.noForm,
    });
  }
  const body = openBody(raw);
  try {
    const options = { ...one.file, boundary: boundaryOf(contentType), fieldBytesMax };
    let file = await readLiveForm(body.chunks, options);
    if (!file) {
      const reason = refusals.fileMissing;
      throw new Failure('BAD_INPUT', `the part ${one.file.part} is missing`, { reason });
    }
    for (;;) {
      const { name, mimeType } = file;
      try {
        return await runWith(one, exchange, { name, mimeType, bytes: file.bytes() });
      } catch (error) {
        body.limit();
        file = await following(file);
        if (!file) throw error instanceof Failure ? (one.failed?.(error) ?? error) : error;
        body.unlimit();
      }
    }
  } finally {
    await body.drain();
  }
}

/** What cannot be read behind a refused file changes nothing about the refusal. */
const following = (file: LiveFile): Promise<LiveFile | undefined> =>
  file.next().catch(() => undefined);

async function runWith(
  one: UploadEndpoint | LiveUploadEndpoint | RawUploadEndpoint,
  exchange: Exchange,
  source: UploadSource,
): Promise<unknown> {
  const { engine, input, reply } = exchange;
  await using offer = offerUpload(engine.bus, source);
  const withFile = { ...input, upload: offer.file };
  const data = await engine.operations.run(
    one.document,
    one.variables(withFile),
    callerOf(exchange, uploadMsMax),
  );
  return answer(reply, one.reply(data, withFile));
}

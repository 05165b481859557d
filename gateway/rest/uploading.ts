import { offerUpload } from '../uploads.ts';
import type { UploadEndpoint } from './endpoint.ts';
import { answer, callerOf, type Exchange } from './exchange.ts';
import { type Form, soleFile } from './form.ts';

/** A large file may take its time on its way to the service. */
const uploadMsMax = 600_000;

/** Runs the operation with the form's file, whose bytes the service takes as fast as it can. */
export async function runUpload(
  one: UploadEndpoint,
  exchange: Exchange,
  form: Form,
): Promise<unknown> {
  const { engine, input, reply } = exchange;
  const { name = '', mimeType = '', bytes } = soleFile(form, one.file.part);
  await using offer = offerUpload(engine.bus, { name, mimeType, bytes: bytes() });
  const withFile = { ...input, upload: offer.file };
  const data = await engine.operations.run(
    one.document,
    one.variables(withFile),
    callerOf(exchange, uploadMsMax),
  );
  return answer(reply, one.reply(data, withFile));
}

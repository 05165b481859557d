import { integer, readEnv } from '@tributary/runtime/config';
import { runMsMax } from '@tributary/runtime/models/models';
import { modelVariables, serviceVariables, uploadVariables } from '@tributary/runtime/variables';

/** Every variable of the chat service. */
export const readConfig = (env: NodeJS.ProcessEnv) =>
  readEnv(env, {
    ...serviceVariables,
    ...modelVariables,
    ...uploadVariables,
    /** Answers that one process makes at the same time; most of them wait for the model. */
    concurrency: integer('CHAT_GENERATIONS_MAX', 32, { min: 1, max: 1_000 }),
    runMsMax: integer('CHAT_RUN_MS_MAX', runMsMax, { min: 1_000 }),
  });

import { integer, readEnv } from '@tributary/runtime/config';
import { modelVariables, serviceVariables, variables } from '@tributary/runtime/variables';

/** Every variable of the workflow service. */
export const readConfig = (env: NodeJS.ProcessEnv) =>
  readEnv(env, {
    ...serviceVariables,
    ...modelVariables,
    chatdevAuth: variables.chatdevAuth,
    /** Rounds that one process works on at the same time; most of them wait for the model. */
    roundsMax: integer('WORKFLOW_ROUNDS_MAX', 32, { min: 1, max: 1_000 }),
  });

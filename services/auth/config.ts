import { readEnv } from '@tributary/runtime/config';
import { serviceVariables } from '@tributary/runtime/variables';

/** Every variable of the auth service. */
export const readConfig = (env: NodeJS.ProcessEnv) => readEnv(env, serviceVariables);

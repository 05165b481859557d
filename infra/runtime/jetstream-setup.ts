import {
  DiscardPolicy,
  type JetStreamManager,
  type NatsConnection,
  NatsError,
  nanos,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from 'nats';
import type { Log } from './log.ts';

/** What a stream of JetStream holds, and for how long. */
export interface StreamLimits {
  name: string;
  subjects: string;
  retention: RetentionPolicy;
  ageMsMax: number;
  bytesMax: number;
  /** So long the server recognizes a message id that it has stored. */
  duplicatesMs: number;
}

/** The standard max_payload of a server. */
export const messageBytesMax = 1_048_576;
/** A small disk may not grant what is asked for; below this there is no point in going on. */
const bytesMin = 16 * 1_048_576;

/** The errors of JetStream that are acted on. */
export const code = {
  noPeers: 10005,
  messageNotFound: 10037,
  noStorage: 10047,
  messageTooLarge: 10054,
  nameInUse: 10058,
  streamNotFound: 10059,
  wrongLastSequence: 10071,
  notClustered: 10074,
} as const;

export const apiCode = (error: unknown): number | undefined =>
  error instanceof NatsError ? error.api_error?.err_code : undefined;

export interface StreamPlace {
  manager: JetStreamManager;
  connection: NatsConnection;
  log: Log;
}

/** Makes the stream if there is none, else brings its limits up to date. */
export async function ensureStream(place: StreamPlace, limits: StreamLimits): Promise<void> {
  const { name, subjects, retention, ageMsMax, duplicatesMs } = limits;
  const { streams } = place.manager;
  const wanted = {
    subjects: [subjects],
    max_age: nanos(ageMsMax),
    max_msg_size: messageBytesMax,
    duplicate_window: nanos(duplicatesMs),
    // Old facts give way to new ones; a job that is not done yet must not.
    discard: retention === RetentionPolicy.Workqueue ? DiscardPolicy.New : DiscardPolicy.Old,
    allow_direct: true,
  };
  const found = await streams.info(name).catch((error) => {
    if (apiCode(error) === code.streamNotFound) return undefined;
    throw error;
  });
  if (!found) return addStream(place, limits, wanted);
  const isCurrent = Object.entries(wanted).every(
    ([key, value]) =>
      JSON.stringify(found.config[key as keyof StreamConfig]) === JSON.stringify(value),
  );
  if (!isCurrent) await streams.update(name, wanted);
}

/** In a cluster a stream has three copies where there are so many servers. */
async function addStream(
  { manager, connection, log }: StreamPlace,
  { name, retention, bytesMax }: StreamLimits,
  wanted: Partial<StreamConfig>,
): Promise<void> {
  let bytes = bytesMax;
  let replicas = connection.info?.cluster ? 3 : 1;
  for (;;) {
    try {
      const size = { max_bytes: bytes, num_replicas: replicas };
      await manager.streams.add({ ...wanted, ...size, name, retention, storage: StorageType.File });
      return;
    } catch (error) {
      const problem = apiCode(error);
      // Another process was first.
      if (problem === code.nameInUse) return;
      if (problem === code.noStorage && bytes / 2 >= bytesMin) bytes /= 2;
      else if (replicas > 1 && (problem === code.noPeers || problem === code.notClustered)) {
        replicas = 1;
      } else throw error;
      log.warn({ stream: name, bytesMax: bytes, replicas }, 'stream with lower limits');
    }
  }
}

/** What a run consists of, beside its state. An item never changes. */
export type ItemKind = keyof ItemBodies;

/** A file as a message names it; what else the client said about it is kept as JSON. */
export interface RunFile {
  id: string;
  name: string;
  mimeType: string | null;
  size: number | null;
  extra?: string;
}

export interface MessageBody {
  role: 'user' | 'assistant' | 'system';
  content: string;
  files: RunFile[];
  sequenceNr: number;
  status: 'first' | 'step' | 'last';
  taskId: string | null;
  actionId: string | null;
  success: boolean | null;
  /** JSON: a client's own names must never be read as the store's operators. */
  metadata: string;
}

export type LogLevelName = 'debug' | 'info' | 'warning' | 'error';

export interface LogBody {
  level: LogLevelName;
  message: string;
  step: string | null;
  progress: number | null;
}

export interface StatBody {
  messageId: string | null;
  type: 'model_call' | 'action' | 'round';
  model: string | null;
  inputTokens: number;
  outputTokens: number;
  totalTokens: number;
  /** Seconds. */
  processingTime: number;
  bytesSent: number;
  bytesReceived: number;
  errorCount: number;
}

export interface DocumentBody {
  messageId: string;
  fileId: string;
  fileName: string;
  mimeType: string | null;
  fileSize: number | null;
}

export interface ItemBodies {
  message: MessageBody;
  log: LogBody;
  stat: StatBody;
  document: DocumentBody;
}

/** An item, with what all of them have. */
export interface Item<Kind extends ItemKind = ItemKind> {
  _id: string;
  runId: string;
  kind: Kind;
  round: number;
  /** An instant of the run's clock. */
  createdAt: number;
  body: ItemBodies[Kind];
}

/** Narrows items that were selected by kind. */
export const isKind =
  <Kind extends ItemKind>(kind: Kind) =>
  (item: Item): item is Item<Kind> =>
    item.kind === kind;

export type MessageItem = Item<'message'>;
export type LogItem = Item<'log'>;
export type StatItem = Item<'stat'>;
export type DocumentItem = Item<'document'>;

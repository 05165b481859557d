/**
 * The headers of a stream's messages.
 *
 * The reader asks with `Credit`: how much may be sent to its address. The sender accepts, and says
 * where it listens. Chunks come numbered; what does not fit into one message comes as several, all
 * but the last marked `More`. The last message of all is numbered too, and has `End` or `Error`.
 * Credit counts from the beginning of the stream, so a lost grant is made good by the next one.
 */
export const streamHeaders = {
  accept: 'Accept',
  beat: 'Beat',
  cancel: 'Cancel',
  credit: 'Credit',
  end: 'End',
  more: 'More',
  sequence: 'Seq',
} as const;

/** Each side says so often that it is there; the sender adds the number of its last message. */
export const beatMs = 1_200;
/**
 * A peer that is silent for longer is taken for dead, in less than 5 s. Beats of one's own count it,
 * not a clock: a pause of this process must not look like a pause of the peer.
 */
export const quietBeatsMax = 3;

/**
 * What may be on its way to one process. NATS cuts off a client that lets 64 MiB wait; and a beat
 * that waits behind too much comes too late.
 */
const windowsLength = 8_388_608;
const windowMin = 4_096;
const windowMax = 1_048_576;
/** What may come before the reader has taken anything. */
const windowFirst = 16_384;

/** How far a sender may be ahead of its reader, one of so many that share the process. */
export const windowOf = (readers: number): number =>
  Math.min(windowMax, Math.max(windowMin, Math.floor(windowsLength / readers)));

export const firstWindowOf = (readers: number): number => Math.min(windowFirst, windowOf(readers));

/**
 * A read of a socket brings up to 64 KiB. What lies in one of them whole, the NATS client hands on;
 * what lies in several, it copies: twice the work for messages of that length.
 */
export const fragmentLengthMax = 16_384;
/** A chunk arrives whole, so it must fit into memory on both sides. */
export const chunkLengthMax = 67_108_864;

/** However small, a message is work: without a cost of its own it could be sent without end. */
export const messageCost = (data: Uint8Array): number => data.length + 512;

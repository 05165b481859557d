/** The one round of an agent that uses no tools. */
export interface Round {
  readonly messageId: string;
  /** A round is known by the task that it is. */
  readonly taskId: string;
  readonly thought: string;
}

/** What a stream tells of the round, when it begins and again when it ends. */
export const toThoughtFields = ({ taskId, thought }: Round) => ({
  id: taskId,
  position: 1,
  thought,
  observation: '',
  tool: '',
  tool_labels: {},
  tool_input: '',
  message_files: [],
});

/** The rounds as a member of a message; none before there is an answer. */
export function toThoughts(round: Round, createdAt: number) {
  if (round.thought === '') return [];
  const { message_files: files, ...fields } = toThoughtFields(round);
  const { messageId: message_id } = round;
  return [{ ...fields, chain_id: null, message_id, created_at: createdAt, files }];
}

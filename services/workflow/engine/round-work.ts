import type { RunFile } from '../items.ts';
import type { Ending } from '../round-states.ts';
import type { Draft } from '../run-drafts.ts';
import type { FileText } from '../run-files.ts';
import type { ModelCalls, ModelPrompt } from './model-calls.ts';

/** What a round is about; the same for every worker that takes it over. */
export interface RoundContext {
  content: string;
  /** The run's, read from JSON. */
  metadata: Record<string, unknown>;
  files: readonly RunFile[];
  texts: readonly FileText[];
  history: NonNullable<ModelPrompt['history']>;
}

/** A round in the hands of a worker. Its state is what the next worker would go on from. */
export interface RoundWork<State> {
  readonly signal: AbortSignal;
  readonly context: RoundContext;
  readonly calls: ModelCalls;
  readonly state: State;
  /** Stores what was done together with the state behind it; refused once the round is over. */
  save(state: State, build: (draft: Draft) => void): Promise<void>;
  /** Stores the last of what was done together with the end of the round. */
  end(build: (draft: Draft) => { ending: Ending; messageId: string | null }): Promise<void>;
}

/** What follows a name such as `--email`. */
export interface Option {
  /**
   * A text; a flag, which has no value; or a password, which is read from the standard input when it
   * is `-`, and made when it is absent.
   */
  readonly kind: 'text' | 'flag' | 'password';
  /** Of a text: as it is called in the help. */
  readonly value?: string;
  readonly isRequired?: boolean;
  /** The only texts that are taken, in any case. */
  readonly choices?: readonly string[];
  readonly about: string;
}

export type Options = Readonly<Record<string, Option>>;

/** What was given, by the names of the options. */
export type Given<Known extends Options = Options> = {
  readonly [Name in keyof Known]: ValueOf<Known[Name]>;
};

type ValueOf<Known extends Option> = Known extends { kind: 'flag' }
  ? boolean
  : Known extends { kind: 'password' } | { isRequired: true }
    ? string
    : string | undefined;

/** One thing that an operator does: a mutation, and what is given for its input. */
export interface Command<Known extends Options = Options> {
  readonly name: string;
  readonly about: string;
  /** `organization`, where it is one of them, is whom the operator acts for. */
  readonly options: Known;
  /** Which has the mutation; `auth` without. */
  readonly service?: 'workflow';
  readonly document: string;
  input(given: Given<Known>): Record<string, unknown>;
}

/** Lets the compiler know which options the input is made from. */
export const defineCommand = <const Known extends Options>(command: Command<Known>): Command =>
  command as unknown as Command;

export const required = (value: string, about: string) =>
  ({ kind: 'text', value, about, isRequired: true }) as const;

export const optional = (value: string, about: string) => ({ kind: 'text', value, about }) as const;

export const password = {
  kind: 'password',
  value: 'PASSWORD',
  about: '- reads it from the standard input; without it one is made and shown',
} as const;

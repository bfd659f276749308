/**
 * A dialect: a named set of sourced deviations of a server from the documented lifecycle.
 *
 * It is no second model. The machine decides what it always decides, and a dialect adds
 * possibilities to that: other words for a status, other answers, other moves. Every possibility
 * names the deviation that allows it.
 */
import type {
  Capabilities,
  Capability,
  CompleteAction,
  Deployment,
  DeploymentStatus,
  DesiredStatus,
  Observation,
  RuleId,
} from '../lifecycle';

/** One deviation from the documented lifecycle. */
export interface Deviation {
  /** Unique in its dialect. */
  readonly id: string;
  /** The behavior of the server, as one sentence. */
  readonly statement: string;
  /** The source of that knowledge, such as a place in the code of the server. */
  readonly source: string;
}

/** A word of the server for a status, as a deviation. */
export interface WordDeviation<Status extends string> extends Deviation {
  readonly standsFor: readonly Status[];
}

/** The words of a server for statuses beyond ours, with what each may stand for. */
export type DialectWords<Status extends string> = Readonly<
  Record<string, readonly Status[] | WordDeviation<Status>>
>;

/** An answer of the server that the machine does not give. */
export interface DeviatingAnswer {
  /** The HTTP status code that the server answers with instead of the documented one. */
  readonly httpStatus: number;
  /** The `error_code`; null for an answer below 400. */
  readonly errorCode: string | null;
  /** The deployments that may follow; only the one before for an answer of 400 or more. */
  readonly after: readonly Deployment[];
  readonly deviation: Deviation;
  /** True if it comes only now and then, for a reason that no deployment shows. */
  readonly isOccasional?: boolean | undefined;
}

/** An observation that the server applies although the machine calls it stale. */
export interface DeviatingMove {
  readonly observation: Observation;
  readonly after: Deployment;
  readonly deviation: Deviation;
}

/**
 * The effect of an answer: `none`; `decided`, what the machine decides; the desired status that
 * follows; or a function.
 */
export type AnswerEffect =
  | 'none'
  | 'decided'
  | DesiredStatus
  | ((deployment: Deployment) => Deployment);

/** A possible answer, and its conditions. A condition that is left out always holds. */
export interface AnswerCase {
  /** Requests such as `pause` or `stop?force=false`; other parameters may have any value. */
  readonly actions: readonly string[];
  /** The rules of which one must be the machine's own. */
  readonly rules?: readonly RuleId[] | undefined;
  readonly statuses?: readonly DeploymentStatus[] | undefined;
  readonly desired?: readonly DesiredStatus[] | undefined;
  /** Capabilities that the pipeline lacks. */
  readonly without?: readonly Capability[] | undefined;
  /** The HTTP status code of the answer. */
  readonly answer: number;
  /** The `error_code` of an answer of 400 or more. */
  readonly error_code?: string | undefined;
  /** Default: none. */
  readonly effect?: AnswerEffect | undefined;
}

/** A deviation in answers, as a table. */
export interface AnswerDeviation extends Deviation {
  readonly cases: readonly AnswerCase[];
  /** True if the answers come only now and then, for a reason that no deployment shows. */
  readonly isOccasional?: boolean | undefined;
}

/** The way in which a dialect shows the desired status. */
export interface DialectDesired {
  readonly words?: DialectWords<DesiredStatus> | undefined;
  /** The deviation by which a poll may show the desired status late. */
  readonly lag?: LagDeviation | undefined;
}

/**
 * A desired status that lags: after some actions, a poll may still show the one from before, until
 * the runner has looked.
 */
export interface LagDeviation extends Deviation {
  /** The actions, as requests. */
  readonly after: readonly string[];
  /** The statuses in which they were decided. Default: all. */
  readonly statuses?: readonly DeploymentStatus[] | undefined;
}

/** A dialect as one writes it down. A JSON file has everything but functions. */
export interface DialectDeclaration {
  readonly id: string;
  /** The source of the dialect as a whole, such as the server and its version. */
  readonly source: string;
  readonly statuses?: DialectWords<DeploymentStatus> | undefined;
  readonly desired?: DialectDesired | undefined;
  /** Possible answers beside those of the machine: a table, or a function. */
  readonly answers?: readonly AnswerDeviation[] | AskedAnswers | undefined;
  readonly moves?: AskedMoves | undefined;
  /** The ids of the safety properties that the server does not keep. */
  readonly givesUp?: readonly string[] | undefined;
}

/** Asks for the answers that are possible beside that of the machine. */
export type AskedAnswers = (
  deployment: Deployment,
  action: CompleteAction,
  capabilities: Capabilities,
) => readonly DeviatingAnswer[];

/** Asks for the observations that are possible beside those that the machine applies. */
export type AskedMoves = (deployment: Deployment) => readonly DeviatingMove[];

/** A word of the server and what it may stand for. */
export interface DialectWord<Status extends string> {
  readonly standsFor: readonly Status[];
  /** Null if the word is only another name, and no deviation. */
  readonly deviation: Deviation | null;
}

/** A dialect, checked and complete. */
export interface Dialect {
  readonly id: string;
  readonly source: string;
  readonly statuses: Readonly<Record<string, DialectWord<DeploymentStatus>>>;
  readonly desired: {
    readonly words: Readonly<Record<string, DialectWord<DesiredStatus>>>;
    /** Null if a poll shows at once what an action has asked for. */
    readonly lag: {
      readonly deviation: Deviation;
      readonly after: ReadonlySet<CompleteAction>;
      readonly statuses: readonly DeploymentStatus[];
    } | null;
  };
  readonly answers: AskedAnswers;
  readonly moves: AskedMoves;
  readonly givesUp: readonly string[];
}

/** A dialect as an option: the id of a known one, or one of your own. */
export type DialectOption = string | DialectDeclaration | Dialect;

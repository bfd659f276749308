/** `verdicts`: prints how each action is answered in each pair of statuses. */
import {
  type ActionType,
  actionTypes,
  type Capabilities,
  type CompleteAction,
  type Decision,
  type Deployment,
  type DeploymentStatus,
  type DesiredStatus,
  decide,
  deploymentStatuses,
  desiredStatuses,
  everyAction,
  parseAction,
  reachableDeployments,
  toRequest,
} from '../lifecycle';
import { type RuleId, ruleOf } from '../lifecycle/rules';
import { type ExitStatus, exit, type Io, writeJson } from './io';
import { type TextTable, tableToMarkdown, tableToText } from './table';

/** The options of `verdicts`. */
export interface VerdictsOptions {
  readonly markdown: boolean;
  readonly json: boolean;
}

/** A verdict on an action in a pair of statuses. A pair may have several, because of other data. */
interface VerdictRow {
  readonly status: DeploymentStatus;
  readonly desiredStatus: DesiredStatus;
  readonly action: ActionType;
  /** The requests that get this verdict in some deployment with this pair. */
  readonly requests: readonly string[];
  readonly httpStatus: number;
  readonly result: string;
  readonly rule: RuleId;
}

/** Prints the whole table, or that of one action with its rules. */
export function runVerdicts(
  type: ActionType | undefined,
  capabilities: Capabilities,
  options: VerdictsOptions,
  io: Io,
): ExitStatus {
  const chosen = everyAction.filter((action) => type === undefined || action.type === type);
  const rows = verdictRows(chosen, capabilities);
  if (options.json) {
    writeJson(io, rows);
    return exit.legal;
  }
  const format = options.markdown ? tableToMarkdown : tableToText;
  if (type === undefined) {
    io.stdout(`${format(overviewTable(rows))}\n`);
  } else {
    io.stdout(`${format(actionTable(rows))}\n\n${format(ruleTable(rows))}\n`);
  }
  return exit.legal;
}

function verdictRows(chosen: readonly CompleteAction[], capabilities: Capabilities): VerdictRow[] {
  const deployments = reachableDeployments(capabilities);
  return deploymentStatuses.flatMap((status) =>
    desiredStatuses.flatMap((desiredStatus) => {
      const pair = deployments.filter(
        (each) => each.status === status && each.desiredStatus === desiredStatus,
      );
      return rowsOfPair(pair, chosen, capabilities);
    }),
  );
}

function rowsOfPair(
  deployments: readonly Deployment[],
  chosen: readonly CompleteAction[],
  capabilities: Capabilities,
): VerdictRow[] {
  const rows = new Map<string, VerdictRow & { requests: string[] }>();
  for (const action of chosen) {
    const request = toRequest(action);
    for (const deployment of deployments) {
      const decision = decide(deployment, action, capabilities);
      const { status, desiredStatus } = deployment;
      const { httpStatus, rule } = decision;
      const result = resultText(deployment, decision);
      const key = [action.type, rule, result].join();
      const row = rows.get(key) ?? {
        status,
        desiredStatus,
        action: action.type,
        requests: [],
        httpStatus,
        result,
        rule,
      };
      if (!row.requests.includes(request)) row.requests.push(request);
      rows.set(key, row);
    }
  }
  return [...rows.values()];
}

function resultText(before: Deployment, decision: Decision): string {
  if (!decision.accepted) return `${decision.httpStatus} ${decision.error.error_code}`;
  if (!decision.changed) return 'no-op';
  const { desiredStatus } = decision.deployment;
  return desiredStatus === before.desiredStatus ? 'done' : `to ${desiredStatus}`;
}

/** A row for each pair, a column for each request worth telling apart. */
function overviewTable(rows: readonly VerdictRow[]): TextTable {
  const requests = actionTypes.flatMap(columnsOf);
  const pairs = new Map<string, VerdictRow[]>();
  for (const row of rows) {
    const pair = `${row.status} ${row.desiredStatus}`;
    pairs.set(pair, [...(pairs.get(pair) ?? []), row]);
  }
  return {
    headings: ['status', 'desired', ...requests],
    rows: [...pairs].map(([pair, ofPair]) => [
      ...pair.split(' '),
      ...requests.map((request) => {
        const results = ofPair
          .filter((row) => row.requests.includes(request))
          .sort((one, other) => one.httpStatus - other.httpStatus);
        return [...new Set(results.map(shortResult))].join(' or ');
      }),
    ]),
  };
}

/** The requests of an action with its default parameters; for stop, both ways to stop. */
function columnsOf(type: ActionType): string[] {
  const others = everyAction.filter((action) => action.type === type && type === 'stop');
  return [...new Set([parseAction({ type }), ...others].map(toRequest))];
}

function shortResult({ httpStatus, result }: VerdictRow): string {
  return httpStatus === 202 ? result : String(httpStatus);
}

/** A row for each pair and result. */
function actionTable(rows: readonly VerdictRow[]): TextTable {
  return {
    headings: ['status', 'desired', 'result', 'rule'],
    rows: rows.map(({ status, desiredStatus, result, rule }) => [
      status,
      desiredStatus,
      result,
      rule,
    ]),
  };
}

/** The statements of the rules in a table. */
function ruleTable(rows: readonly VerdictRow[]): TextTable {
  const ids = [...new Set(rows.map(({ rule }) => rule))];
  return { headings: ['rule', 'statement'], rows: ids.map((id) => [id, ruleOf(id).statement]) };
}

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
  parametersOf,
  parseAction,
  reachableDeployments,
  toRequest,
} from '../lifecycle';
import { type RuleId, ruleOf } from '../lifecycle/rules';
import { type ExitStatus, exit, type Io, writeJson } from './io';
import { type DecidedRequest, requestsText } from './requests';
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
  /** The requests that get this verdict, each in every deployment where it does. */
  readonly requests: readonly DecidedRequest[];
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
    writeJson(io, rows.map(rowToJson));
    return exit.legal;
  }
  const format = options.markdown ? tableToMarkdown : tableToText;
  if (type === undefined) {
    io.stdout(`${format(overviewTable(rows))}\n`);
    return exit.legal;
  }
  const table = actionTable(rows);
  const parts = [format(table), notesOn(type, table), format(ruleTable(rows))];
  io.stdout(`${parts.filter((part) => part !== '').join('\n\n')}\n`);
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
  const rows = new Map<string, VerdictRow & { requests: DecidedRequest[] }>();
  for (const action of chosen) {
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
      row.requests.push({ action, deployment });
      rows.set(key, row);
    }
  }
  return [...rows.values()];
}

function rowToJson(row: VerdictRow): object {
  return { ...row, requests: namesIn(row) };
}

/** The requests of a row, each once. */
function namesIn({ requests }: VerdictRow): string[] {
  const asked = new Set(requests.map(({ action }) => action));
  return [...new Set([...asked].map(toRequest))];
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
  const pairs = new Map<
    string,
    { readonly row: VerdictRow; readonly names: readonly string[] }[]
  >();
  for (const row of rows) {
    const pair = `${row.status} ${row.desiredStatus}`;
    pairs.set(pair, [...(pairs.get(pair) ?? []), { row, names: namesIn(row) }]);
  }
  return {
    headings: ['status', 'desired', ...requests],
    rows: [...pairs].map(([pair, ofPair]) => [
      ...pair.split(' '),
      ...requests.map((request) => {
        const results = ofPair
          .filter(({ names }) => names.includes(request))
          .map(({ row }) => row)
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

/** A row for each pair and result, with the requests that get it. */
function actionTable(rows: readonly VerdictRow[]): TextTable {
  return {
    headings: ['status', 'desired', 'request', 'result', 'rule'],
    rows: rows.map((row) => {
      const { status, desiredStatus, requests, result, rule } = row;
      return [status, desiredStatus, requestsText(requests), result, rule];
    }),
  };
}

/** Says how to read the requests in a table, as far as that is not obvious. */
function notesOn(type: ActionType, { rows }: TextTable): string {
  const hasParameters = Object.keys(parametersOf(type)).length > 0;
  const isCompared = rows.some((row) => /\((same|other)\)/.test(row.join()));
  return [
    ...(hasParameters ? ['A parameter that is left out may have any value.'] : []),
    ...(isCompared ? ['(same) and (other) compare it with that of the deployment under way.'] : []),
  ].join(' ');
}

/** The statements of the rules in a table. */
function ruleTable(rows: readonly VerdictRow[]): TextTable {
  const ids = [...new Set(rows.map(({ rule }) => rule))];
  return { headings: ['rule', 'statement'], rows: ids.map((id) => [id, ruleOf(id).statement]) };
}

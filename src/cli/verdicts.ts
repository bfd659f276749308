/** `verdicts`: the table of what each action is answered in each pair of statuses. */
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
import { type Table, toMarkdown, toText } from './table';

/** How to print the table. */
export interface VerdictsOptions {
  readonly markdown: boolean;
  readonly json: boolean;
}

/** One result of an action in a pair of statuses; data beside the pair can make for several. */
interface Row {
  readonly status: DeploymentStatus;
  readonly desiredStatus: DesiredStatus;
  readonly action: ActionType;
  /** The requests that have this result in this pair, in some deployment. */
  readonly requests: readonly string[];
  readonly httpStatus: number;
  readonly result: string;
  readonly rule: RuleId;
}

/** Prints the whole table, of one action or of all. */
export function verdicts(
  type: ActionType | undefined,
  capabilities: Capabilities,
  options: VerdictsOptions,
  io: Io,
): ExitStatus {
  const chosen = everyAction.filter((action) => type === undefined || action.type === type);
  const rows = rowsOf(chosen, capabilities);
  if (options.json) {
    writeJson(io, rows);
    return exit.legal;
  }
  const format = options.markdown ? toMarkdown : toText;
  if (type === undefined) {
    io.stdout(`${format(overview(rows))}\n`);
  } else {
    io.stdout(`${format(table(rows))}\n\n${format(legend(rows))}\n`);
  }
  return exit.legal;
}

function rowsOf(chosen: readonly CompleteAction[], capabilities: Capabilities): Row[] {
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
): Row[] {
  const rows = new Map<string, Row & { requests: string[] }>();
  for (const action of chosen) {
    const request = toRequest(action);
    for (const deployment of deployments) {
      const decision = decide(deployment, action, capabilities);
      const { status, desiredStatus } = deployment;
      const { httpStatus, rule } = decision;
      const result = resultOf(deployment, decision);
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

function resultOf(before: Deployment, decision: Decision): string {
  if (!decision.accepted) return `${decision.httpStatus} ${decision.error.error_code}`;
  if (!decision.changed) return 'no-op';
  const { desiredStatus } = decision.deployment;
  return desiredStatus === before.desiredStatus ? 'done' : `to ${desiredStatus}`;
}

/** A row for each pair, a column for each request worth telling apart. */
function overview(rows: readonly Row[]): Table {
  const requests = actionTypes.flatMap(columnsOf);
  const pairs = new Map<string, Row[]>();
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
        return [...new Set(results.map(short))].join(' or ');
      }),
    ]),
  };
}

/** An action as it is called by default; of stop, both ways. */
function columnsOf(type: ActionType): string[] {
  const others = everyAction.filter((action) => action.type === type && type === 'stop');
  return [...new Set([parseAction({ type }), ...others].map(toRequest))];
}

function short({ httpStatus, result }: Row): string {
  return httpStatus === 202 ? result : String(httpStatus);
}

/** A row for each pair and result. */
function table(rows: readonly Row[]): Table {
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

/** What the rules of a table say. */
function legend(rows: readonly Row[]): Table {
  const ids = [...new Set(rows.map(({ rule }) => rule))];
  return { headings: ['rule', 'statement'], rows: ids.map((id) => [id, ruleOf(id).statement]) };
}

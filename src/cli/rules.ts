/** `rules`: prints the catalogue of rules. */

import { InvalidInputError } from '../input';
import { sourceOf, wireName } from '../lifecycle';
import { type Rule, rules } from '../lifecycle/rules';
import { type ExitStatus, exit, type Io, paint, writeJson } from './io';
import { suggesting } from './suggestions';
import { tableToMarkdown } from './table';

/** The options of `rules`. */
export interface RulesOptions {
  readonly markdown: boolean;
  readonly json: boolean;
}

/** Prints the rules whose id is, or begins with, one of these; without any, all rules. */
export function runRules(ids: readonly string[], options: RulesOptions, io: Io): ExitStatus {
  for (const id of ids) {
    if (rules.some((rule) => isNamed(rule, id))) continue;
    const allowed = `a rule such as start.stopping, or the first part of one: ${subjects().join(', ')}`;
    const error = new InvalidInputError({ field: 'rule', value: id, allowed });
    throw suggesting(error, id, [...subjects(), ...rules.map((rule) => rule.id)]);
  }
  const chosen = rules.filter((rule) => ids.length === 0 || ids.some((id) => isNamed(rule, id)));
  if (options.json) writeJson(io, chosen);
  else if (options.markdown) io.stdout(`${rulesToMarkdown(chosen)}\n`);
  else io.stdout(`${chosen.map((rule) => ruleToText(rule, io)).join('\n\n')}\n`);
  return exit.legal;
}

function isNamed({ id }: Rule, name: string): boolean {
  const [rule, wanted] = [wireName(id), wireName(name)];
  return rule === wanted || rule.startsWith(`${wanted}.`);
}

function subjects(): string[] {
  return [...new Set(rules.map(({ id }) => id.split('.')[0] as string))];
}

function ruleToText(rule: Rule, io: Io): string {
  const heading = `${paint(io, 'bold', rule.id)} (${rule.plane} plane)`;
  return `${heading}\n  ${rule.statement}\n  Source: ${sourceOf(rule)}`;
}

function rulesToMarkdown(chosen: readonly Rule[]): string {
  const headings = ['rule', 'plane', 'statement', 'source'];
  const rows = chosen.map((rule) => [rule.id, rule.plane, rule.statement, sourceOf(rule)]);
  return tableToMarkdown({ headings, rows });
}

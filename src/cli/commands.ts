/** The commands with their arguments, options and help. */
import { Argument, type Command, Option } from 'commander';
import { viewNames } from '../diagrams';
import { actionTypes, deploymentStatuses, desiredStatuses, wireName } from '../lifecycle';
import {
  amountOption,
  capabilitiesWithout,
  choices,
  clientsOption,
  highlightOption,
  junitOption,
  markdownOption,
  parseWholeNumber,
  startParameterOption,
  statusOption,
  timeOption,
  valueOption,
  withoutOption,
} from './arguments';
import { runCheck } from './check';
import { runConform } from './conform';
import { formatNames, runDiagram } from './diagram';
import { defaultDialect, dialectOption } from './dialects';
import { runExplain } from './explain';
import type { ExitStatus, Io } from './io';
import { withRecordingsOptions } from './recordings';
import { actionNames, requestedAction } from './requests';
import { runRules } from './rules';
import { addServeOptions } from './serve-options';
import { runVerdicts } from './verdicts';
import { runVerify } from './verify';

/** Receives the exit status of a command. */
type Done = (status: ExitStatus) => void;

/** Adds every command to the program. */
export function addCommands(program: Command, io: Io, done: Done): void {
  addCheck(program, io, done);
  addExplain(program, io, done);
  addVerdicts(program, io, done);
  addRules(program, io, done);
  addVerify(program, io, done);
  addDiagram(program, io, done);
  addConform(program, io, done);
  addServe(program, io, done);
}

function addCheck(program: Command, io: Io, done: Done): void {
  const command = newCommand(
    program,
    'check',
    'judge recorded histories: legal, or which line breaks which rule',
  ).argument(
    '<file...>',
    'histories, one JSON object per line, or HAR files (*.har); - for standard input',
  );
  withRecordingsOptions(command)
    .addOption(withoutOption())
    .addOption(statusOption())
    .addOption(dialectOption('how the server differs from the documents'))
    .option('--strict', 'remarks on strange but legal lines count as violations', false)
    .option('--json', 'print the reports as JSON', false)
    .addOption(markdownOption())
    .addOption(junitOption())
    .addHelpText(
      'after',
      examples(
        [
          'check history.jsonl',
          'check --from anywhere a.jsonl b.jsonl',
          'check session.har --pipeline orders',
          'cat history.jsonl | pipeline-lifecycle check -',
        ],
        'Exit status: 0 all legal, 1 a violation, 2 bad input.',
      ),
    )
    .action(async (files, { without, status: statuses, ...options }) => {
      const capabilities = capabilitiesWithout(without);
      done(await runCheck(files, { ...options, capabilities, statuses }, io));
    });
}

function addExplain(program: Command, io: Io, done: Done): void {
  newCommand(program, 'explain', 'decide one action in one deployment, and say by which rule')
    .addArgument(choices(new Argument('<status>', 'deployment status'), deploymentStatuses))
    // Optional for the parser, so that a wrong word is reported before a missing one.
    .addArgument(choices(new Argument('[desired]', 'desired status'), desiredStatuses))
    .argument('[action]', `one of ${actionNames.join(', ')}, with its query`)
    .usage('[options] <status> <desired> <action>')
    .addOption(startParameterOption('initial', 'initial', 'the initial status it was started with'))
    .addOption(
      startParameterOption(
        'bootstrap-policy',
        'bootstrapPolicy',
        'the bootstrap policy it was started with',
      ),
    )
    .option('--approved', 'bootstrapping is approved', false)
    .option('--error', 'an error is set', false)
    .addOption(
      valueOption(
        '--checkpoint <number>',
        'sequence number of the latest checkpoint',
        parseWholeNumber,
      ),
    )
    .addOption(withoutOption())
    .option('--json', 'print the decision and the rule as JSON', false)
    .addHelpText(
      'after',
      examples([
        "explain Running Suspended 'stop?force=true'",
        "explain Stopped Stopped 'start?initial=standby' --without standby",
        'explain AwaitingApproval Paused approve --initial paused',
      ]),
    )
    .action((status, desired, request, { without, ...options }, command: Command) => {
      const missing = desired === undefined ? 'desired' : 'action';
      if (request === undefined) command.error(`error: missing required argument '${missing}'`);
      const action = requestedAction(request);
      done(runExplain(status, desired, action, capabilitiesWithout(without), options, io));
    });
}

function addVerdicts(program: Command, io: Io, done: Done): void {
  newCommand(program, 'verdicts', 'show how each action is answered in each pair of statuses')
    .addArgument(choices(new Argument('[action]', 'one action, with its rules'), actionNames))
    .addOption(withoutOption())
    .addOption(markdownOption())
    .option('--json', 'print as JSON', false)
    .addHelpText(
      'after',
      examples(['verdicts', 'verdicts stop --without checkpointing', 'verdicts --markdown']),
    )
    .action((name, options) => {
      const type = actionTypes.find((each) => wireName(each) === name);
      done(runVerdicts(type, capabilitiesWithout(options.without), options, io));
    });
}

function addRules(program: Command, io: Io, done: Done): void {
  newCommand(program, 'rules', 'show every rule with its source and the sentence that it quotes')
    .argument('[rule...]', 'rules such as stop.forced, or subjects such as stop')
    .addOption(markdownOption())
    .option('--json', 'print as JSON', false)
    .addHelpText('after', examples(['rules', 'rules stop', 'rules resume.suspending --json']))
    .action((ids, options) => done(runRules(ids, options, io)));
}

function addVerify(program: Command, io: Io, done: Done): void {
  newCommand(program, 'verify', 'prove every property, over every state and step')
    .argument(
      '[property...]',
      'properties such as forced-stop.stays, subjects such as forced-stop, or numbers of safety rules',
    )
    .addOption(withoutOption())
    .addOption(
      dialectOption(
        'prove the safety rules for what a dialect adds instead, and name those that it gives up',
      ).conflicts('without'),
    )
    .option('--json', 'print the report as JSON', false)
    .addHelpText(
      'after',
      examples(
        ['verify', 'verify forced-stop liveness', 'verify 5 --without checkpointing'],
        'Without --without: all eight combinations of capabilities. Exit status: 0 all hold, 1 a property is violated or vacuous, 2 bad input.',
      ),
    )
    .action((only, { without, json, dialect: { dialect } }) => {
      const capabilities = without.length === 0 ? undefined : capabilitiesWithout(without);
      const isOther = dialect !== defaultDialect.dialect;
      done(runVerify(only, { capabilities, json, dialect: isOther ? dialect : undefined }, io));
    });
}

function addDiagram(program: Command, io: Io, done: Done): void {
  withRecordingsOptions(
    newCommand(program, 'diagram', 'draw a view of the lifecycle in one of several formats'),
  )
    .addArgument(choices(new Argument('[view]', 'what to draw'), viewNames))
    .argument('[file]', 'for the view history: a recorded history, or - for standard input')
    .addOption(
      choices(new Option('-f, --format <format>', 'else by file, or mermaid'), formatNames),
    )
    .option('-o, --output <path>', 'a file to write to; with --all, a folder (default: diagrams)')
    .option('--all', 'every view in every format, or in the one that is given', false)
    .addOption(highlightOption())
    .addOption(withoutOption())
    .addOption(dialectOption('for the view history: how its server differs from the documents'))
    .addHelpText(
      'after',
      examples([
        'diagram lifecycle -o lifecycle.svg',
        'diagram status --highlight Running/Paused',
        'diagram action:stop --without checkpointing -f markdown',
        'diagram history history.jsonl -o history.svg',
        'diagram --all -o diagrams',
      ]),
    )
    .action(async (view, file, { without, highlight, dialect: { dialect }, ...options }) => {
      const drawing = { capabilities: capabilitiesWithout(without), highlight, dialect };
      done(await runDiagram(view, file, { ...options, drawing, recording: options }, io));
    });
}

function addConform(program: Command, io: Io, done: Done): void {
  newCommand(program, 'conform', 'test a running server against the rules, over HTTP')
    .argument('<url>', 'the server, such as https://api.example.com')
    .requiredOption(
      '--pipeline <name>',
      'a pipeline that nobody needs: it is started and stopped at will',
    )
    .option('--api-key-env <variable>', 'the environment variable with the API key')
    .option('--prefix <path>', 'the path before the name (default: /v0/pipelines/)')
    .addOption(
      timeOption('--budget', 'how long to test').default(
        undefined,
        '60s, or as long as --walks or --calls take',
      ),
    )
    .addOption(amountOption('--walks', 'how many walks to make'))
    .addOption(amountOption('--calls', 'how many actions to call'))
    .addOption(timeOption('--timeout', 'how long one request may take').default(5_000, '5s'))
    .addOption(
      timeOption('--patience', 'how long the runner may take for one step').default(30_000, '30s'),
    )
    .addOption(
      valueOption(
        '--seed <number>',
        'the same seed makes the same choices',
        parseWholeNumber,
      ).default(1),
    )
    .addOption(clientsOption())
    .option('--strict', 'fail on what is strange but legal', false)
    .option('--keep-going', 'go on after a violation, and report several', false)
    .option('--report <file>', 'a report for CI: JUnit if it ends in .xml, otherwise Markdown')
    .option('--history <file>', 'where to write a history that breaks a rule', 'conformance.jsonl')
    .addOption(withoutOption())
    .addOption(statusOption())
    .addOption(dialectOption('how the server differs from the documents'))
    .option('--json', 'print the report as JSON', false)
    .addHelpText(
      'after',
      examples(
        [
          'conform http://localhost:8080 --pipeline scratch',
          'conform https://api.example.com --pipeline scratch --api-key-env KEY --budget 5m --report conformance.xml',
          'conform http://localhost:8080 --pipeline scratch --walks 40 --seed 7',
        ],
        'Exit status: 0 no rule was broken, 1 a rule was broken, 2 nothing could be tested, or bad input.',
      ),
    )
    .action(async (url, { without, status: statuses, ...options }) => {
      const capabilities = capabilitiesWithout(without);
      done(await runConform(url, { ...options, capabilities, statuses }, io));
    });
}

function addServe(program: Command, io: Io, done: Done): void {
  const command = newCommand(
    program,
    'serve',
    'simulate pipelines behind the API, to develop clients against',
  );
  addServeOptions(command)
    .addHelpText(
      'after',
      examples(
        [
          'serve',
          'serve --port 9000 --latency 50ms --failures 0 --pipeline orders --pipeline clicks',
          'serve --edition open-source --cors http://localhost:5173 --record history.jsonl',
          'serve --data pipelines.db',
        ],
        'More pipelines: POST /v0/pipelines. Failures to provoke by hand: GET /simulator.\nExit status: 0 once it is interrupted, 2 bad input or no such address.',
      ),
    )
    .action(async ({ pipeline: pipelines, ...options }) => {
      // Imported only now, so that the other commands start without loading a router.
      const { runServe } = await import('./serve');
      done(await runServe({ ...options, pipelines }, io));
    });
}

function newCommand(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).allowExcessArguments(false);
}

function examples(lines: readonly string[], after = ''): string {
  const shown = lines.map((line) => (line.includes('|') ? line : `pipeline-lifecycle ${line}`));
  return [
    '',
    'Examples:',
    ...shown.map((line) => `  $ ${line}`),
    ...(after ? ['', after] : []),
  ].join('\n');
}

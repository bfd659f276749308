/** The command line: arguments, options and help over the commands. */
import { Argument, Command, CommanderError, Option } from 'commander';
import { formats, viewNames } from '../diagrams';
import { InvalidInputError } from '../input';
import { actionTypes, deploymentStatuses, desiredStatuses, wireName } from '../lifecycle';
import {
  capabilitiesWithout,
  duration,
  highlightOption,
  markdownOption,
  parameterOption,
  request,
  requests,
  wholeNumber,
  withoutOption,
} from './arguments';
import { check } from './check';
import { conform } from './conform';
import { diagram } from './diagram';
import { explain } from './explain';
import { type ExitStatus, exit, type Io } from './io';
import { rules } from './rules';
import { withServeOptions } from './serve-options';
import { verdicts } from './verdicts';
import { verifyLifecycle } from './verify';

/** Runs the program and returns its exit status. Errors are printed, never thrown. */
export async function run(argv: readonly string[], version: string, io: Io): Promise<ExitStatus> {
  let status: ExitStatus = exit.legal;
  const program = build(version, io, (result) => {
    status = result;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    // Commander has printed its own message, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.legal : exit.badInput;
    const problem =
      error instanceof InvalidInputError
        ? error.message
        : `this is a bug in pipeline-lifecycle, please report it: ${error}`;
    io.stderr(`error: ${problem}\n`);
    return exit.badInput;
  }
}

function build(version: string, io: Io, done: (status: ExitStatus) => void): Command {
  const program = new Command('pipeline-lifecycle')
    .description(
      'The lifecycle of data pipelines: judge recorded histories, look up every rule, prove it, draw it, hold a server against it.',
    )
    .version(version)
    .showHelpAfterError('(add --help for help and examples)')
    .configureOutput({
      writeOut: io.stdout,
      writeErr: io.stderr,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride();

  command(program, 'check', 'judge recorded histories: legal, or which line breaks which rule')
    .argument('<file...>', 'histories, one JSON object a line; - for standard input')
    .addOption(
      new Option('--from <start>', 'where the histories begin')
        .choices(['new', 'anywhere'])
        .default('new'),
    )
    .addOption(withoutOption())
    .option('--json', 'print the reports as JSON', false)
    .addHelpText(
      'after',
      examples(
        [
          'check history.jsonl',
          'check --from anywhere a.jsonl b.jsonl',
          'cat history.jsonl | pipeline-lifecycle check -',
        ],
        'Exit status: 0 all legal, 1 a violation, 2 bad input.',
      ),
    )
    .action(async (files, options) =>
      done(
        await check(files, { ...options, capabilities: capabilitiesWithout(options.without) }, io),
      ),
    );

  command(program, 'explain', 'decide one action in one deployment, and say by which rule')
    .addArgument(new Argument('<status>', 'deployment status').choices(deploymentStatuses))
    .addArgument(new Argument('<desired>', 'desired status').choices(desiredStatuses))
    .argument('<action>', `one of ${requests()}, with its query`, request)
    .addOption(parameterOption('initial', 'initial', 'initial of the deployment under way'))
    .addOption(parameterOption('bootstrap-policy', 'bootstrapPolicy', 'its bootstrap policy'))
    .option('--approved', 'bootstrapping is approved', false)
    .option('--error', 'an error is set', false)
    .option('--checkpoint <number>', 'sequence number of the latest checkpoint', wholeNumber)
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
    .action((status, desired, action, options) => {
      done(explain(status, desired, action, capabilitiesWithout(options.without), options, io));
    });

  command(program, 'verdicts', 'what each action is answered in each pair of statuses')
    .addArgument(
      new Argument('[action]', 'one action, with its rules').choices(actionTypes.map(wireName)),
    )
    .addOption(withoutOption())
    .addOption(markdownOption())
    .option('--json', 'print as JSON', false)
    .addHelpText(
      'after',
      examples(['verdicts', 'verdicts stop --without checkpointing', 'verdicts --markdown']),
    )
    .action((name, options) => {
      const type = actionTypes.find((each) => wireName(each) === name);
      done(verdicts(type, capabilitiesWithout(options.without), options, io));
    });

  command(program, 'rules', 'every rule with its source and the sentence it quotes')
    .argument('[rule...]', 'rules such as stop.forced, or subjects such as stop')
    .addOption(markdownOption())
    .option('--json', 'print as JSON', false)
    .addHelpText('after', examples(['rules', 'rules stop', 'rules resume.suspending --json']))
    .action((ids, options) => done(rules(ids, options, io)));

  command(program, 'verify', 'prove every property, over every state and step')
    .argument('[property...]', 'properties such as forced-stop.stays, or subjects, or rule numbers')
    .addOption(withoutOption())
    .option('--json', 'print the report as JSON', false)
    .addHelpText(
      'after',
      examples(
        ['verify', 'verify forced-stop liveness', 'verify 5 --without checkpointing'],
        'Without --without: all eight combinations of capabilities. Exit status: 0 all hold, 1 a property is violated or vacuous, 2 bad input.',
      ),
    )
    .action((only, { without, json }) => {
      const capabilities = without.length === 0 ? undefined : capabilitiesWithout(without);
      done(verifyLifecycle(only, { capabilities, json }, io));
    });

  command(program, 'diagram', 'draw a view of the lifecycle, in any of several formats')
    .addArgument(new Argument('[view]', 'what to draw').choices(viewNames))
    .argument('[file]', 'for the view history: a recorded history, or - for standard input')
    .addOption(
      new Option('-f, --format <format>', 'by default mermaid').choices(Object.keys(formats)),
    )
    .option('-o, --output <path>', 'a file to write to; with --all, a folder (default: diagrams)')
    .option('--all', 'every view in every format, or in the one that is given', false)
    .addOption(highlightOption())
    .addOption(withoutOption())
    .addHelpText(
      'after',
      examples([
        'diagram lifecycle -f svg -o lifecycle.svg',
        'diagram status --highlight Running/Paused',
        'diagram action:stop --without checkpointing -f markdown',
        'diagram history history.jsonl -f svg -o history.svg',
        'diagram --all -o diagrams',
      ]),
    )
    .action(async (view, file, { without, highlight, ...options }) => {
      const drawing = { capabilities: capabilitiesWithout(without), highlight };
      done(await diagram(view, file, { ...options, drawing }, io));
    });

  command(program, 'conform', 'hold a running server against the rules, over HTTP')
    .argument('<url>', 'the server, such as https://api.example.com')
    .requiredOption(
      '--pipeline <name>',
      'a pipeline that nobody needs: it is started and stopped at will',
    )
    .option('--api-key-env <variable>', 'the environment variable that holds the API key')
    .option('--prefix <path>', 'what stands before the name (default: /v0/pipelines/)')
    .option('--budget <time>', 'how long to go on', duration, 60_000)
    .option('--timeout <time>', 'how long one request may take', duration, 5_000)
    .option('--patience <time>', 'how long the runner may take for one step', duration, 30_000)
    .option('--seed <number>', 'makes the same choices again', wholeNumber, 1)
    .option('--report <file>', 'a report for CI: JUnit where it ends in .xml, else Markdown')
    .option('--history <file>', 'where to write a history that breaks a rule', 'conformance.jsonl')
    .addOption(withoutOption())
    .option('--json', 'print the report as JSON', false)
    .addHelpText(
      'after',
      examples(
        [
          'conform http://localhost:8080 --pipeline scratch',
          'conform https://api.example.com --pipeline scratch --api-key-env KEY --budget 5m --report conformance.xml',
        ],
        'Exit status: 0 no rule was broken, 1 a rule was broken, 2 nothing could be tested or bad input.',
      ),
    )
    .action(async (url, { without, ...options }) => {
      const capabilities = capabilitiesWithout(without);
      done(await conform(url, { ...options, capabilities }, io, io.environment));
    });

  withServeOptions(
    command(program, 'serve', 'simulate pipelines behind the API, to develop clients against'),
  )
    .addHelpText(
      'after',
      examples(
        [
          'serve',
          'serve --port 9000 --latency 50ms --failures 0 --pipeline orders --pipeline clicks',
          'serve --edition open-source --cors http://localhost:5173 --record history.jsonl',
        ],
        'Further pipelines: POST /v0/pipelines. What can be provoked by hand: GET /simulator.\nExit status: 0 once it is interrupted, 2 bad input or no such port.',
      ),
    )
    .action(async ({ pipeline: pipelines, ...options }) => {
      // A program of its own, so that the other commands do not wait for a router.
      const { serve } = await import('./serve');
      done(await serve({ ...options, pipelines }, io));
    });

  return program;
}

function command(program: Command, name: string, description: string): Command {
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

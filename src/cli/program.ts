/** The program: parses the command line, runs a command, and turns errors into messages. */
import { Command, CommanderError } from 'commander';
import { InvalidInputError, isInstanceOf, readThrown } from '../input';
import { addCommands } from './commands';
import { type ExitStatus, exit, type Io } from './io';

/** Runs the program and returns its exit status. Errors are printed, never thrown. */
export async function runProgram(
  argv: readonly string[],
  version: string,
  io: Io,
): Promise<ExitStatus> {
  let status: ExitStatus = exit.legal;
  const program = emptyProgram(version, io);
  addCommands(program, io, (result) => {
    status = result;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    // Commander has printed its own message, or the help that was asked for.
    if (isInstanceOf(error, CommanderError))
      return error.exitCode === 0 ? exit.legal : exit.badInput;
    const problem = isInstanceOf(error, InvalidInputError)
      ? error.message
      : `this is a bug in pipeline-lifecycle, please report it: ${readThrown(error).text}`;
    io.stderr(`error: ${problem}\n`);
    return exit.badInput;
  }
}

function emptyProgram(version: string, io: Io): Command {
  return new Command('pipeline-lifecycle')
    .description(
      'The lifecycle of data pipelines: judge recorded histories, look up every rule, prove it, draw it, test a server against it, simulate one.',
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
}

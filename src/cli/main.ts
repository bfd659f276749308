#!/usr/bin/env node
/** The program on real streams, with a real exit status. */
import { version } from '../../package.json';
import { exit } from './io';
import { runProgram } from './program';

const { stdin, stdout, stderr, env } = process;

// A reader that has seen enough, such as `head`, closes the pipe. That is not an error, and the
// exit status still says what was found.
stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') return;
  stderr.write(`error: cannot write to standard output (${code}).\n`);
  process.exit(exit.badInput);
});
stderr.on('error', () => {});

const color = stdout.isTTY === true && !env.NO_COLOR && stdout.hasColors();

runProgram(process.argv.slice(2), version, {
  stdin,
  stdout: (text) => stdout.write(text),
  stderr: (text) => stderr.write(text),
  color,
  environment: env,
}).then((status) => {
  process.exitCode = status;
});

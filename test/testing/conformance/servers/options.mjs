/**
 * The command line of the server:
 *
 *   node server.mjs --port 0 --seed 7 --latency 2..15 [--bug NAME] [--fault drop]
 *
 * Ranges are in milliseconds, `2..15` or just `5`; probabilities are between 0 and 1.
 *
 * --latency    time that each step of the runner takes
 * --suspends   time that the checkpoint of a graceful stop takes; by default as --latency
 * --failures   probability that provisioning, a suspension or a deployed pipeline fails
 * --modified   probability that a pipeline was modified since its checkpoint
 * --late       probability that a report of the runner arrives a second time, late
 * --delay      time before each request is handled, and again before it is answered
 * --fault      drop, slow, garbage, gateway, restart or error500; repeatable
 * --fault-rate probability that a request meets a fault
 * --slow       time that a slow answer takes
 * --foreign    polls show statuses of the server's own, and now and then unknown ones
 * --deviation  a way of the live system in which the server differs from the documents; repeatable
 * --prefix     the path before the name of a pipeline
 * --without    a capability that pipelines lack; repeatable
 * --api-key    the bearer token that is required; by default none
 * --until-stdin-ends  end the process with its standard input, so that it cannot outlive its parent
 */
import { parseArgs } from 'node:util';
import { capabilityNames } from 'pipeline-lifecycle';

const text = (value) => ({ type: 'string', default: value });
const several = { type: 'string', multiple: true, default: [] };

/** The faults of the network and the server. */
export const faultNames = ['drop', 'slow', 'garbage', 'gateway', 'restart', 'error500'];

/** Parses the options. Throws for unknown or malformed ones. */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      port: text('0'),
      seed: text('1'),
      latency: text('2..15'),
      suspends: { type: 'string' },
      failures: text('0'),
      modified: text('0.3'),
      late: text('0.2'),
      delay: text('0'),
      bug: { type: 'string' },
      fault: several,
      'fault-rate': text('0.1'),
      slow: text('5000..8000'),
      foreign: { type: 'boolean', default: false },
      deviation: several,
      prefix: text('/v0/pipelines/'),
      without: several,
      'api-key': { type: 'string' },
      'until-stdin-ends': { type: 'boolean', default: false },
    },
  });
  return {
    port: Number(values.port),
    seed: values.seed,
    latency: rangeOf('latency', values.latency),
    suspends: rangeOf('suspends', values.suspends ?? values.latency),
    failures: probabilityOf('failures', values.failures),
    modified: probabilityOf('modified', values.modified),
    late: probabilityOf('late', values.late),
    delay: rangeOf('delay', values.delay),
    bug: values.bug,
    faults: values.fault.map((name) => knownOf('fault', name, faultNames)),
    faultRate: probabilityOf('fault-rate', values['fault-rate']),
    slow: rangeOf('slow', values.slow),
    capabilities: Object.fromEntries(
      values.without.map((name) => [knownOf('without', name, capabilityNames), false]),
    ),
    foreign: values.foreign,
    deviations: values.deviation,
    prefix: values.prefix,
    apiKey: values['api-key'],
    untilStdinEnds: values['until-stdin-ends'],
  };
}

function rangeOf(option, value) {
  const [least, most = least] = value.split('..').map(Number);
  if (least >= 0 && most >= least) return [least, most];
  throw new Error(`--${option} must be a range such as 2..15, not '${value}'`);
}

function probabilityOf(option, value) {
  const probability = Number(value);
  if (value !== '' && probability >= 0 && probability <= 1) return probability;
  throw new Error(`--${option} must be between 0 and 1, not '${value}'`);
}

function knownOf(option, value, known) {
  if (known.includes(value)) return value;
  throw new Error(`--${option} must be one of ${known.join(', ')}, not '${value}'`);
}

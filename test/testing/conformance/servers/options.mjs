/**
 * The command line of the server:
 *
 *   node server.mjs --port 0 --seed 7 --latency 2..15 [--bug NAME] [--without standby]
 *     [--fault drop]
 *
 * Ranges are in milliseconds, `2..15` or just `5`; probabilities are between 0 and 1.
 *
 * --latency    what each step of the runner takes --suspends   what making the checkpoint of a
 * graceful stop takes; as --latency, if left out --failures   how likely provisioning, a
 * suspension, or a deployed pipeline fails --modified   how likely a pipeline was modified since
 * its checkpoint --late       how likely a report of the runner arrives a second time, late --delay
 * before each request is handled, and again before it is answered --fault      drop, slow, garbage,
 * restart or error500; may be given several times --fault-rate how likely a request meets a fault
 * --slow       how long a slow answer takes --without    a capability that pipelines lack; may be
 * given several times --api-key    the bearer token that is then required --until-stdin-ends  the
 * process ends with its standard input, so that it cannot outlive its parent
 */
import { parseArgs } from 'node:util';
import { capabilityNames } from 'pipeline-lifecycle';

const text = (value) => ({ type: 'string', default: value });
const several = { type: 'string', multiple: true, default: [] };

/** The faults that the network and the server can have. */
export const faultNames = ['drop', 'slow', 'garbage', 'restart', 'error500'];

/** The options; throws for what is unknown. */
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

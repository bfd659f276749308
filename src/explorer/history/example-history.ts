/** A history to begin with: a pipeline is resumed while it suspends, which must be refused. */

/** Returns the lines of the example. */
export function exampleHistory(): string {
  return [
    exampleCall('start?initial=paused'),
    exampleReading('Paused', 'Paused'),
    exampleCall('stop'),
    exampleReading('Suspending', 'Suspended'),
    { note: 'The server accepts what it must refuse.' },
    exampleCall('resume'),
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

function exampleCall(request: string): object {
  return { call: request, answer: 202 };
}

function exampleReading(status: string, desiredStatus: string): object {
  return { seen: { deployment_status: status, deployment_desired_status: desiredStatus } };
}

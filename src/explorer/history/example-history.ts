/** A history to begin with: a pipeline is resumed while it suspends, which must be refused. */

/** Returns the lines of the example. */
export function exampleHistory(): string {
  return [
    call('start?initial=paused'),
    reading('Paused', 'Paused'),
    call('stop'),
    reading('Suspending', 'Suspended'),
    { note: 'The server accepts what it must refuse.' },
    call('resume'),
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

function call(request: string): object {
  return { call: request, answer: 202 };
}

function reading(status: string, desiredStatus: string): object {
  return { seen: { deployment_status: status, deployment_desired_status: desiredStatus } };
}

/**
 * Processes a sequence with two functions, one for actions and one for observations. Each takes a
 * deployment and returns a result with the next one. The library and the switch are called like
 * this.
 */

/**
 * `starts` says what each replay begins with: the same deployment ('again'), or one of a generation
 * that no earlier replay had ('unseen'). `copies` passes fresh objects that are not frozen.
 */
export function deploymentWalk(
  { act, see },
  sequence,
  { start, starts = 'again', copies = false },
) {
  const { steps, generations } = sequence;
  const begin = beginning(start, starts, generations);
  return {
    *walk() {
      let deployment = start(sequence.start);
      for (const { isAction, event } of steps) {
        const result = isAction ? act(deployment, event) : see(deployment, event);
        yield result;
        deployment = result.deployment;
      }
    },
    replay: copies ? replayOfCopies : replayOfSame,
  };

  function replayOfSame() {
    let deployment = begin(sequence.start);
    let accepted = 0;
    for (let position = 0; position < steps.length; position += 1) {
      const { isAction, event } = steps[position];
      const result = isAction ? act(deployment, event) : see(deployment, event);
      if (result.accepted) accepted += 1;
      deployment = result.deployment;
    }
    return accepted;
  }

  function replayOfCopies() {
    let deployment = begin(sequence.start);
    let accepted = 0;
    for (let position = 0; position < steps.length; position += 1) {
      const { isAction, event } = steps[position];
      const result = isAction
        ? act(copyOf(deployment), { ...event })
        : see(copyOf(deployment), { ...event });
      if (result.accepted) accepted += 1;
      deployment = result.deployment;
    }
    return accepted;
  }
}

function beginning(start, starts, generations) {
  if (starts === 'again') {
    let first = null;
    return (deployment) => {
      first ??= start(deployment);
      return first;
    };
  }
  let generation = 0;
  return (deployment) => {
    generation += generations;
    return start({ ...deployment, generation });
  };
}

/** Every field is written out, because to spread a frozen object takes longer than to decide. */
function copyOf(deployment) {
  const { status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved } = deployment;
  const { error, checkpoint, generation } = deployment;
  return {
    status,
    desiredStatus,
    initial,
    bootstrapPolicy,
    bootstrapApproved,
    error,
    checkpoint,
    generation,
  };
}

/** The runner: what it has to do next, and every observation that it can each. */
import { useState } from 'preact/hooks';
import { type Deployment, observationMeanings } from '../../lifecycle';
import {
  checkpointToCome,
  nextStep,
  type ObservedGeneration,
  type OfferedObservation,
  offeredObservations,
} from '../model';
import { Offer } from './offer';

const generations: Readonly<Record<ObservedGeneration, string>> = {
  present: 'the present deployment',
  earlier: 'an earlier deployment, so it comes late',
  unnamed: 'no deployment',
};

interface RunnerProps {
  readonly deployment: Deployment;
  readonly onTake: (observed: OfferedObservation) => void;
}

/** The panel of the runner. */
export function RunnerPanel({ deployment, onTake }: RunnerProps) {
  const [generation, setGeneration] = useState<ObservedGeneration>('present');
  const [given, setGiven] = useState<number | null>(null);
  const checkpoint = given ?? checkpointToCome(deployment);
  const next = nextStep(deployment);
  const offered = offeredObservations(deployment, { generation, checkpoint });
  return (
    <section class="card" aria-labelledby="runner-title">
      <h2 id="runner-title">What the runner can report</h2>
      <p>
        Next: <code>{next.type}</code>
        {next.settled
          ? '. It has nothing to do until a user acts.'
          : `, until it reports ${next.completedBy.join(', ')}.`}
      </p>
      <div class="parameters">
        <label>
          An observation names
          <select
            value={generation}
            onChange={({ currentTarget }) =>
              setGeneration(currentTarget.value as ObservedGeneration)
            }
          >
            {Object.entries(generations).map(([value, text]) => (
              <option
                key={value}
                value={value}
                disabled={value === 'earlier' && isFirst(deployment)}
              >
                {text}
              </option>
            ))}
          </select>
        </label>
        <label>
          checkpoint
          <input
            type="number"
            min="0"
            max={Number.MAX_SAFE_INTEGER}
            value={checkpoint}
            onInput={({ currentTarget: { valueAsNumber } }) =>
              setGiven(isCheckpoint(valueAsNumber) ? valueAsNumber : null)
            }
          />
        </label>
      </div>
      <ul class="offers">
        {offered.map((each) => (
          <Offer
            key={each.type}
            label={each.type}
            name={`runner:${each.type}`}
            kind={each.applied ? 'taken' : 'stale'}
            explained={false}
            verdict={each.applied ? 'applied' : 'stale'}
            badge={each.expected ? 'what is next' : undefined}
            effect={each.effect}
            rule={each.rule}
            anyway="Report anyway"
            onTake={() => onTake(each)}
          >
            <p class="meaning">{observationMeanings[each.type]}</p>
          </Offer>
        ))}
      </ul>
    </section>
  );
}

/** No deployment came before the first one. */
function isFirst({ generation }: Deployment): boolean {
  return generation === 0;
}

function isCheckpoint(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

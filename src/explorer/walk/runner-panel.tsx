/** The runner: what it has to do next, and every report that it can send. */
import { useState } from 'preact/hooks';
import { type Deployment, observations } from '../../lifecycle';
import {
  checkpointToCome,
  nextStep,
  type OfferedReport,
  offeredReports,
  type ReportedGeneration,
} from '../model';
import { Offer } from './offer';

const generations: Readonly<Record<ReportedGeneration, string>> = {
  present: 'the present deployment',
  earlier: 'an earlier deployment, so it comes late',
  unnamed: 'no deployment',
};

interface RunnerProps {
  readonly deployment: Deployment;
  readonly onTake: (report: OfferedReport) => void;
}

/** The panel of the runner. */
export function RunnerPanel({ deployment, onTake }: RunnerProps) {
  const [generation, setGeneration] = useState<ReportedGeneration>('present');
  const [given, setGiven] = useState<number | null>(null);
  const checkpoint = given ?? checkpointToCome(deployment);
  const next = nextStep(deployment);
  const reports = offeredReports(deployment, { generation, checkpoint });
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
          A report names
          <select
            value={generation}
            onChange={({ currentTarget }) =>
              setGeneration(currentTarget.value as ReportedGeneration)
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
        {reports.map((report) => (
          <Offer
            key={report.type}
            label={report.type}
            name={`runner:${report.type}`}
            kind={report.applied ? 'taken' : 'stale'}
            explained={false}
            verdict={report.applied ? 'applied' : 'stale'}
            badge={report.expected ? 'what is next' : undefined}
            effect={report.effect}
            rule={report.rule}
            anyway="Report anyway"
            onTake={() => onTake(report)}
          >
            <p class="meaning">{observations[report.type].meaning}</p>
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

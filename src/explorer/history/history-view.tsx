/** The history view: takes a recording, and shows which line breaks which rule. */
import { useState } from 'preact/hooks';
import { fullCapabilities } from '../../lifecycle';
import type { GivenRecording, JudgedHistory } from './judging';
import { pastedSource, RecordingForm } from './recording-form';
import { StepThrough } from './step-through';
import { useJudgement } from './use-judgement';
import { accusedLine, verdictSentence, verdictWord } from './verdict-words';

const nothingGiven: GivenRecording = {
  ...{ source: pastedSource, text: '', from: 'new', strict: false },
  ...{ capabilities: fullCapabilities, prefix: '/v0/pipelines/', map: '' },
};

/** Shows the view. */
export function HistoryView() {
  const [given, setGiven] = useState(nothingGiven);
  const { isJudging, histories } = useJudgement(given);
  return (
    <div class="history">
      <RecordingForm
        given={given}
        onChange={(changed) => setGiven((last) => ({ ...last, ...changed }))}
      />
      {isJudging && <p class="judging">Judging …</p>}
      {histories !== null && <Verdicts histories={histories} />}
    </div>
  );
}

function Verdicts({ histories }: { readonly histories: readonly JudgedHistory[] }) {
  const [chosen, setChosen] = useState(0);
  const history = histories[chosen] ?? histories[0];
  if (history === undefined) return null;
  return (
    <section aria-label="Verdict">
      {histories.length > 1 && (
        <label class="histories">
          {histories.length} histories{' '}
          <select
            value={String(histories.indexOf(history))}
            onChange={({ currentTarget }) => setChosen(Number(currentTarget.value))}
          >
            {histories.map((each, index) => (
              <option key={index} value={String(index)}>
                {each.source}: {verdictWord(each)}
                {accusedLine(each) === 0 ? '' : ` at line ${accusedLine(each)}`}
              </option>
            ))}
          </select>
        </label>
      )}
      <p class="judgement" data-verdict={verdictWord(history)}>
        <bdi>{verdictSentence(history)}</bdi>
      </p>
      <StepThrough history={history} />
    </section>
  );
}

/** The form that takes a recording: pasted, dropped or chosen, and how to read it. */
import { useState } from 'preact/hooks';
import { capabilityNames } from '../../lifecycle';
import { exampleHistory } from './example-history';
import type { GivenRecording } from './judging';

interface RecordingFormProps {
  readonly given: GivenRecording;
  readonly onChange: (changed: Partial<GivenRecording>) => void;
}

/** The name of a recording that has no file. */
export const pastedSource = 'history';

/** The form. */
export function RecordingForm({ given, onChange }: RecordingFormProps) {
  const [problem, setProblem] = useState('');
  const [isOver, setIsOver] = useState(false);
  const take = async (files: FileList | null | undefined) => {
    const [file] = files ?? [];
    if (file === undefined) return;
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
      setProblem('');
      onChange({ source: file.name, text });
    } catch {
      setProblem(`${file.name} cannot be read, or is not a text in UTF-8.`);
    }
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    take(event.dataTransfer?.files);
  };
  const onDragOver = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(true);
  };
  const isPasted = given.source === pastedSource;
  return (
    <section
      class="card recording"
      aria-label="Recording"
      data-over={isOver}
      onDrop={onDrop}
      onDragOver={onDragOver}
      onDragLeave={() => setIsOver(false)}
    >
      <label>
        Paste a recorded history or a HAR file, or drop its file here
        <textarea
          rows={5}
          wrap="off"
          spellcheck={false}
          placeholder='{"call":"start","answer":202}'
          // A file may be longer than what a field can show.
          value={isPasted ? given.text : ''}
          onInput={({ currentTarget }) =>
            onChange({ source: pastedSource, text: currentTarget.value })
          }
        />
      </label>
      <div class="recording-sources">
        <label>
          Or choose a file{' '}
          <input type="file" onChange={({ currentTarget }) => take(currentTarget.files)} />
        </label>
        <button
          type="button"
          onClick={() => onChange({ source: pastedSource, text: exampleHistory() })}
        >
          Show an example
        </button>
      </div>
      {problem !== '' && (
        <p class="file-problem" role="alert">
          {problem}
        </p>
      )}
      <details>
        <summary>How to read it</summary>
        <ReadingOptions given={given} onChange={onChange} />
      </details>
    </section>
  );
}

function ReadingOptions({ given, onChange }: RecordingFormProps) {
  const { from, strict, capabilities, prefix, map } = given;
  return (
    <div class="reading-options">
      <label>
        <input
          type="checkbox"
          checked={from === 'anywhere'}
          onChange={({ currentTarget }) =>
            onChange({ from: currentTarget.checked ? 'anywhere' : 'new' })
          }
        />{' '}
        It begins anywhere, not with a new pipeline
      </label>
      <label>
        <input
          type="checkbox"
          checked={strict}
          onChange={({ currentTarget }) => onChange({ strict: currentTarget.checked })}
        />{' '}
        A remark counts as a violation
      </label>
      <fieldset>
        <legend>Capabilities, unless the history has its own</legend>
        {capabilityNames.map((name) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={capabilities[name]}
              onChange={({ currentTarget: { checked } }) =>
                onChange({ capabilities: { ...capabilities, [name]: checked } })
              }
            />{' '}
            {name}
          </label>
        ))}
      </fieldset>
      <label>
        Path before the names, in a HAR file or a log{' '}
        <input
          value={prefix}
          spellcheck={false}
          onInput={({ currentTarget }) => onChange({ prefix: currentTarget.value })}
        />
      </label>
      <label>
        Mapping of an access log, in JSON; empty for anything else
        <textarea
          rows={3}
          wrap="off"
          spellcheck={false}
          value={map}
          onInput={({ currentTarget }) => onChange({ map: currentTarget.value })}
        />
      </label>
    </div>
  );
}

/** The table of pipelines. Only the rows near the visible part are rendered. */
import { useEffect } from 'preact/hooks';
import type { AvailableAction, PipelineBody } from '../../client';
import { useRowWindow } from '../row-window';
import { ActionButton } from './action-button';
import { errorCodeOf, textOr } from './fleet';
import { availableFor, isInRow } from './pipeline-actions';
import { Since } from './since';

interface PipelineTableProps {
  readonly pipelines: readonly PipelineBody[];
  /** The text that they were filtered by: another list is shown from its beginning. */
  readonly wanted: string;
  readonly selected: string | null;
  readonly onSelect: (name: string) => void;
  readonly onAct: (pipeline: PipelineBody, available: AvailableAction) => void;
}

/** The table. */
export function PipelineTable(props: PipelineTableProps) {
  const { pipelines, wanted, selected, onSelect, onAct } = props;
  const { scroller, onScroll, first, end, space, reveal } = useRowWindow(pipelines.length);
  useEffect(() => reveal(0), [wanted]);
  const scrolled = () => {
    keepFocusIn(scroller.current);
    onScroll();
  };
  return (
    <section
      class="fleet"
      ref={scroller}
      onScroll={scrolled}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
      tabIndex={0}
      aria-label="Table of pipelines"
    >
      <table aria-rowcount={pipelines.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody style={space}>
          {pipelines.slice(first, end).map((pipeline, index) => (
            <FleetRow
              key={pipeline.name}
              pipeline={pipeline}
              index={first + index}
              isSelected={pipeline.name === selected}
              onSelect={onSelect}
              onAct={onAct}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

const columns = ['Pipeline', 'Status', 'Desired', 'Error', 'Actions'];

interface FleetRowProps extends Pick<PipelineTableProps, 'onSelect' | 'onAct'> {
  readonly pipeline: PipelineBody;
  readonly index: number;
  readonly isSelected: boolean;
}

function FleetRow({ pipeline, index, isSelected, onSelect, onAct }: FleetRowProps) {
  const actions = availableFor(pipeline);
  const { name, deployment_status, deployment_desired_status } = pipeline;
  const status = textOr(deployment_status, '?');
  const error = errorCodeOf(pipeline);
  return (
    <tr data-row data-name={name} data-status={status} aria-rowindex={index + 2}>
      <th scope="row">
        <button
          type="button"
          class="name"
          title={name}
          aria-expanded={isSelected}
          onClick={() => onSelect(name)}
        >
          <bdi>{name}</bdi>
        </button>
      </th>
      <td>
        <span class="status-name">{status}</span> <Since time={pipeline.deployment_status_since} />
      </td>
      <td>
        {textOr(deployment_desired_status, '?')}{' '}
        <Since time={pipeline.deployment_desired_status_since} />
      </td>
      <td class="error" title={textOr(pipeline.deployment_error?.message, '')}>
        {error}
      </td>
      <td class="actions">
        {actions === null
          ? 'The server does not tell what its pipelines accept.'
          : actions
              .filter(isInRow)
              .map((each) => (
                <ActionButton
                  key={each.request}
                  available={each}
                  onAct={() => onAct(pipeline, each)}
                />
              ))}
      </td>
    </tr>
  );
}

/**
 * Moves the focus to what scrolls, if it is in a row that has left the visible part: that row will
 * go, and with it the place from which the keyboard goes on.
 */
function keepFocusIn(scroller: HTMLElement | null): void {
  const row = document.activeElement?.closest('[data-row]');
  if (scroller === null || row === null || row === undefined || !scroller.contains(row)) return;
  const [seen, place] = [scroller.getBoundingClientRect(), row.getBoundingClientRect()];
  if (place.bottom < seen.top || place.top > seen.bottom) scroller.focus({ preventScroll: true });
}

/** The walk to take along: as a link, a history, a test, and pictures. */
import { useRef, useState } from 'preact/hooks';
import { historyToMermaid } from '../../diagrams/history';
import { parseDialect } from '../../trace';
import { useAddresses } from '../addresses';
import { useAnnounce } from '../announcer';
import { Copyable, useCopy } from '../copyable';
import { recordedHistory, type Walk, walkAsTest } from '../model';
import { rasterized, saveFile, svgDocument } from './picture';

interface ExportProps {
  readonly walk: Walk;
  /** The picture that can be saved. */
  readonly picture: () => SVGSVGElement | null;
}

/** The panel of everything that the walk can be exported as. */
export function ExportPanel({ walk, picture }: ExportProps) {
  const announce = useAnnounce();
  const shared = useAddresses().linkTo('walk');
  const copy = useCopy();
  const link = useRef<HTMLInputElement>(null);
  const save = async (format: 'svg' | 'png') => {
    const shown = picture();
    if (shown === null) return;
    const svg = svgDocument(shown);
    const data =
      format === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await rasterized(svg);
    saveFile(`pipeline.${format}`, data);
    announce(`The map is saved as pipeline.${format}.`);
  };
  return (
    <section class="card export" aria-labelledby="export-title">
      <h2 id="export-title">Share and export</h2>
      <div class="buttons">
        <button type="button" onClick={() => copy('Link', shared, link.current)}>
          Copy the link
        </button>
        <button type="button" onClick={() => save('svg')}>
          Map as SVG
        </button>
        <button type="button" onClick={() => save('png')}>
          Map as PNG
        </button>
      </div>
      <label class="link">
        The address has the whole walk
        <input ref={link} type="text" readOnly value={shared} />
      </label>
      <Export title="History for check" text={() => historyText(walk)} />
      <Export title="Test in TypeScript" text={() => walkAsTest(walk)} />
      <Export title="Sequence in Mermaid" text={() => mermaidText(walk)} />
    </section>
  );
}

function historyText(walk: Walk): string {
  return `${recordedHistory(walk).join('\n')}\n`;
}

function mermaidText(walk: Walk): string {
  const { capabilities } = walk;
  const history = recordedHistory(walk);
  const dialect = parseDialect();
  return historyToMermaid({ history, capabilities, dialect, highlight: [], from: 'new' });
}

interface OneExportProps {
  readonly title: string;
  readonly text: () => string;
}

/** Written only while it is open, because some take their time. */
function Export({ title, text }: OneExportProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details open={isOpen} onToggle={({ currentTarget: { open } }) => setOpen(open)}>
      <summary>{title}</summary>
      {isOpen && <Copyable title={title} text={text()} />}
    </details>
  );
}

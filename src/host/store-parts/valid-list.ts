/** Lists of a store from which a row that cannot be read is missing, but holds up no other. */
import { fieldsOf } from '../../input';
import { callListener } from '../console';
import type { Pipeline } from '../pipeline';
import type { Page } from '../store';

/**
 * Lists as many valid pipelines as asked for, however many invalid rows lie between them. `parse`
 * throws for an invalid one, which is passed to `onInvalid`.
 */
export async function listValid<Row>(
  list: (page: Page) => Promise<readonly Row[]>,
  page: Page,
  onInvalid: (error: unknown, row: Row) => void,
  parse: (row: Row) => Pipeline,
): Promise<Pipeline[]> {
  const { after, limit }: Page = fieldsOf(page, 'page');
  for (let asked = limit; ; ) {
    const rows = await list({ after, limit: asked });
    const invalid: (() => void)[] = [];
    const valid = rows.flatMap((row) => {
      try {
        return [parse(row)];
      } catch (error) {
        invalid.push(() => callListener('onInvalid', () => onInvalid(error, row)));
        return [];
      }
    });
    if (
      limit === undefined ||
      asked === undefined ||
      valid.length >= limit ||
      rows.length < asked
    ) {
      for (const tell of invalid) tell();
      return valid.slice(0, limit);
    }
    asked = limit + invalid.length;
  }
}

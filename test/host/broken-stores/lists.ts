/**
 * Stores that are broken on purpose, each with one mistake that real stores make, and the checks
 * that find it: mistakes in telling names apart and listing them. For tests.
 */
import type { Pipeline } from '../../../src/host/pipeline';
import type { Page } from '../../../src/host/store';
import { after, type Broken, listing, memory, renamed } from './mistakes';

/** Mistakes in names and lists. */
export const brokenLists: Readonly<Record<string, Broken>> = {
  'ignores case in names': {
    create: renamed((name) => name.toLowerCase()),
    caughtBy: { 'names.apart': /^false$/, 'race.apart': /./ },
  },
  'cuts names off after 64 characters': {
    create: renamed((name) => name.slice(0, 64)),
    caughtBy: { 'names.apart': /^false$/ },
  },
  'sorts by locale': {
    create: listing((all, page) =>
      after(all, page)
        .toSorted((one, other) => one.name.localeCompare(other.name, 'en'))
        .slice(0, page.limit),
    ),
    caughtBy: { 'list.order': /^_ - -a 10 2 a A / },
  },
  'lists in the order of creation': {
    create: listing((all, page) =>
      after(all, page)
        .toSorted((one, other) => (one.createdAt < other.createdAt ? -1 : 1))
        .toReversed()
        .slice(0, page.limit),
    ),
    caughtBy: { 'list.order': /./ },
  },
  'ignores the limit': {
    create: listing(after),
    caughtBy: { 'list.limit': /^- -a / },
  },
  'takes the limit 0 for no limit': {
    create: listing((all, page) => after(all, page).slice(0, page.limit || undefined)),
    caughtBy: { 'list.limit': /^- -a / },
  },
  'includes the name that a page should begin after': {
    create: listing((all, page) =>
      all.filter(({ name }) => page.after === undefined || name >= page.after).slice(0, page.limit),
    ),
    caughtBy: { 'list.after': /^- -a / },
  },
  'begins anew after an unknown name': {
    create: listing((all, page) => {
      const place = all.findIndex(({ name }) => name === page.after);
      return all.slice(place + 1).slice(0, page.limit);
    }),
    caughtBy: { 'list.after': /^- -a / },
  },
  'limits before it skips names': {
    create: listing((all, page) => after(all.slice(0, page.limit), page)),
    caughtBy: { 'list.limit': /^nothing$/, 'list.pages': /^-$/ },
  },
  'counts removed pipelines as part of a page': {
    create: memory(({ list, create }) => {
      const names = new Set<string>();
      return {
        create: (pipeline: Pipeline) => {
          names.add(pipeline.name);
          return create(pipeline);
        },
        list: async (page: Page = {}) => {
          const ever = [...names].sort().filter((each) => !page.after || each > page.after);
          const shown = ever.slice(0, page.limit);
          return (await list()).filter(({ name }) => shown.includes(name));
        },
      };
    }),
    caughtBy: { 'model.same': / after: / },
  },
};

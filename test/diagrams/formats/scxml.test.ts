/**
 * The export to SCXML is valid by our own schema, which can fail, and throws if a part of the
 * machine has no translation. `scxml-run.deep.test.ts` shows that it means the same as the machine.
 */
import { readFileSync } from 'node:fs';
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { and, assign, not, or } from 'xstate';
// @ts-expect-error -- a script, not a module with types
import { planted } from '../../../scripts/spin-bugs.mjs';
import { type DiagramOptions, toFormat, toScxml } from '../../../src/diagrams';
import { scxmlOf } from '../../../src/diagrams/formats/scxml';
import { InvalidInputError } from '../../../src/input/invalid-input';
import { everyCapabilities, fullCapabilities } from '../../../src/lifecycle';
import { lifecycleMachine } from '../../../src/lifecycle/machine/machine';
import type { LifecycleMachine } from '../../../src/verify/exploration/explore';
import { chartOf, UntranslatableError } from '../../../src/verify/statechart/chart';
import { type Element, elementOf } from './scion';

/** A part of the machine's configuration, as a plain tree to change. */
// biome-ignore lint/suspicious/noExplicitAny: XState's own type of a configuration is not writable.
type Tree = any;

const texts = everyCapabilities.map((each) => [each, toScxml({ capabilities: each })] as const);
const full = toScxml();

const schema = readFileSync(new URL('scxml.xsd', import.meta.url), 'utf8');
const validator = XsdValidator.fromDoc(XmlDocument.fromString(schema));

/** The faults of a document by the schema. */
function faultsOf(text: string): string {
  const document = XmlDocument.fromString(text);
  try {
    validator.validate(document);
    return '';
  } catch (error) {
    if (error instanceof XmlValidateError) return error.message;
    throw error;
  } finally {
    document.dispose();
  }
}

/** The text with one of its parts replaced; the part must be there. */
function replaced(text: string, part: string, by: string): string {
  expect(text).toContain(part);
  return text.replace(part, by);
}

describe('the export', () => {
  it('is deterministic, and the same by the name of the format', async () => {
    expect(toScxml({ capabilities: fullCapabilities })).toBe(full);
    expect(await toFormat('lifecycle', 'scxml')).toBe(full);
    expect(new Set(texts.map(([, text]) => text)).size).toBe(8);
    expect(full.endsWith('</scxml>\n')).toBe(true);
  });

  it.each(texts)('is valid: %j', (_capabilities, text) => {
    expect(faultsOf(text)).toBe('');
  });

  it('has every state and every row of the machine', () => {
    const { states, rows } = chartOf(lifecycleMachine.config);
    expect(full.match(/<state /g)).toHaveLength(states.length);
    expect(full.match(/<transition /g)).toHaveLength(rows.length);
  });

  it('begins in and leads to existing states of the same region', () => {
    const root = rootOf(full);
    const [parallel] = root.children.filter(({ name }) => name === 'parallel');
    const regions = parallel?.children ?? [];
    expect(regions.map(({ attributes }) => attributes.id)).toEqual(['status', 'desired']);
    let [initials, targets] = [0, 0];
    for (const region of regions) {
      const all = within(region);
      const leaves = all.filter(({ name, children }) => {
        return name === 'state' && children.every((child) => child.name !== 'state');
      });
      for (const each of all) {
        const { initial, target } = each.attributes;
        if (initial !== undefined) {
          initials += 1;
          expect(idsOf(within(each).filter((inner) => leaves.includes(inner)))).toContain(initial);
        }
        if (target === undefined) continue;
        targets += 1;
        expect(idsOf(leaves)).toContain(target);
      }
    }
    expect([initials, targets]).toEqual([4, full.match(/ target="/g)?.length]);
  });
});

function rootOf(text: string): Element {
  const document = XmlDocument.fromString(text);
  const root = elementOf(document.root);
  document.dispose();
  return root;
}

const within = (element: Element): Element[] => [element, ...element.children.flatMap(within)];
const idsOf = (elements: readonly Element[]) => elements.map(({ attributes }) => attributes.id);

describe('the schema refuses', () => {
  const stopped = '<state id="status.Stopped">';
  const faults: Readonly<Record<string, readonly [part: string, by: string, fault: RegExp]>> = {
    'a misspelled attribute': [' target="', ' traget="', /'traget' is not allowed/],
    'an unknown attribute': [stopped, '<state id="status.Stopped" final="yes">', /'final'/],
    'an unknown element': [stopped, `<step/>${stopped}`, /step': This element is not expected/],
    'an element of SCXML that is not used': [stopped, `<final id="f"/>${stopped}`, /final'/],
    'an element of another namespace': [
      stopped,
      `<state xmlns="urn:x" id="x"/>${stopped}`,
      /urn:x/,
    ],
    'a state without an id': [stopped, '<state>', /'id' is required/],
    'two states of one id': [stopped, '<state id="desired.Stopped">', /'desired.Stopped'/],
    'a state and a datum of one id': ['<data id="error"', '<data id="status"', /'status'/],
    'an invalid id': [stopped, '<state id="1 2">', /not a valid value .*ID/],
    'a transition in the data': ['<data ', '<transition event="start"/><data ', /transition'/],
    'an assignment outside a transition': [stopped, `<assign/>${stopped}`, /assign'/],
    'an assignment to nothing': ['<assign location="answer"', '<assign', /'location' is required/],
    'a datum without a value': ['id="error" expr="null"', 'id="error"', /'expr' is required/],
    'a second data model': ['<parallel', '<datamodel/><parallel', /datamodel'/],
    'a region that is initial': ['id="pipeline"', 'id="pipeline" initial="status"', /'initial'/],
    'a transition of its own kind': ['type="internal"', 'type="sideways"', /'sideways'/],
    'a transition on no event': ['event="provisioning"', 'event=""', /'event'/],
    'an invalid event': ['event="provisioning"', 'event="a..b"', /'a..b'/],
    'an empty target': ['target="status.Provisioning"', 'target=""', /'target'/],
    'text between the states': [stopped, `Stopped: ${stopped}`, /Character content/],
    'another version': ['version="1.0" d', 'version="1.1" d', /'version'/],
    'another data model': ['datamodel="ecmascript"', 'datamodel="xpath"', /'datamodel'/],
  };

  it.each(Object.entries(faults))('%s', (_name, [part, by, fault]) => {
    expect(faultsOf(replaced(full, part, by))).toMatch(fault);
  });
});

/**
 * The machine with parts changed; `plant` gets a copy of the two regions, and the actions by name.
 */
function changed(
  plant: (status: Tree, desired: Tree, actions: Tree) => void,
  machine = lifecycleMachine,
): LifecycleMachine {
  return planted(machine, { plant });
}

describe('a part without a translation is named', () => {
  const paused = (status: Tree) => status.states.Provisioned.states.Running.on.paused;
  const provided = (parts: Tree) => lifecycleMachine.provide(parts);
  const windy = provided({ guards: { windy: () => true } });
  const cases: Readonly<Record<string, readonly [part: string, machine: () => LifecycleMachine]>> =
    {
      'an unknown guard': [
        "the guard 'windy'",
        () => changed((status) => Object.assign(paused(status), { guard: 'windy' }), windy),
      ],
      'an unknown guard within another': [
        "the guard 'windy'",
        () =>
          changed(
            (status) =>
              Object.assign(paused(status), { guard: and(['currentGeneration', not('windy')]) }),
            windy,
          ),
      ],
      'a guard without a name': [
        "the guard 'unnamed'",
        () => changed((status) => Object.assign(paused(status), { guard: () => true })),
      ],
      'a guard with the name of a property of every object': [
        "the guard 'constructor'",
        () => changed((status) => Object.assign(paused(status), { guard: 'constructor' })),
      ],
      'another guard under a known name': [
        "the guard 'currentGeneration'",
        () => provided({ guards: { currentGeneration: () => true } }),
      ],
      'another guard under a name within others': [
        "the guard 'approved'",
        () => provided({ guards: { approved: () => true } }),
      ],
      'an unknown action': [
        "the action 'sing'",
        () =>
          changed(
            (status) => Object.assign(paused(status), { actions: ['sing'] }),
            provided({ actions: { sing: () => {} } }),
          ),
      ],
      'another action under a known name': [
        "the action 'begin'",
        () => provided({ actions: { begin: () => {} } }),
      ],
      'another computed assignment under a known name': [
        "the action 'recordError'",
        () => provided({ actions: { recordError: assign(() => ({ error: null })) } }),
      ],
      'a computed field of an assignment': [
        "the action 'release'",
        () => provided({ actions: { release: assign({ initial: () => null }) } }),
      ],
      'an assignment of undefined': [
        "the action 'release'",
        () => provided({ actions: { release: assign({ error: undefined } as Tree) } }),
      ],
      'an assignment of the capabilities': [
        "the action 'release'",
        () => provided({ actions: { release: assign({ capabilities: {} } as Tree) } }),
      ],
      'an assignment of a status, which is a state': [
        "the action 'release'",
        () => provided({ actions: { release: assign({ status: 'Running' } as Tree) } }),
      ],
      'an action on entry': [
        'the state status.Stopping',
        () => changed((status) => Object.assign(status.states.Stopping, { entry: 'release' })),
      ],
      'a machine without regions': [
        'the machine',
        () => ({ ...lifecycleMachine, config: {} }) as LifecycleMachine,
      ],
    };

  it.each(Object.entries(cases))('%s', (_name, [part, machine]) => {
    const written = () => scxmlOf(machine(), fullCapabilities);
    expect(written).toThrow(UntranslatableError);
    expect(written).toThrow(expect.objectContaining({ part }));
  });

  it('a machine in the options', () => {
    const machine = provided({
      guards: { currentGeneration: ({ context }: Tree) => context !== null },
    });
    expect(() => toScxml({ machine })).toThrow(
      expect.objectContaining({ part: "the guard 'currentGeneration'" }),
    );
  });
});

describe('a changed machine', () => {
  it('is exported with the constants that it assigns', () => {
    const machine = lifecycleMachine.provide({
      actions: { spendApproval: assign({ bootstrapApproved: true, checkpoint: 7 }) },
    });
    const text = toScxml({ machine });
    const spends = '<assign location="bootstrapApproved" expr="true"/>';
    expect(text.split(spends)).toHaveLength(full.split(spends).length + 3);
    expect(text.match(/<assign location="checkpoint" expr="7"\/>/g)).toHaveLength(3);
    expect(faultsOf(text)).toBe('');
  });

  it('is exported with the guards that are built of known ones', () => {
    const plant = (status: Tree) =>
      Object.assign(status.states.Provisioned.states.Running.on.paused, {
        guard: or(['withoutError', not('approved')]),
      });
    const text = scxmlOf(changed(plant), fullCapabilities);
    expect(text).toContain('cond="((error === null) || !((bootstrapApproved)))"');
    expect(faultsOf(text)).toBe('');
  });
});

describe('malformed options', () => {
  const pair = { status: 'Running', desiredStatus: 'Running' } as const;
  const cases: readonly (readonly [field: string, options: unknown])[] = [
    ['highlight', { highlight: pair }],
    ['highlight', { highlight: [pair, pair] }],
    ['history', { history: ['{}'] }],
    ['history', { history: [] }],
    ['history', { history: '{}' }],
    ['view', { view: 'lifecycle' }],
    ['flying', { capabilities: { flying: true } }],
    ['options', null],
  ];

  it.each(cases)('%s: %j', (field, options) => {
    const written = () => toScxml(options as DiagramOptions);
    expect(written).toThrow(InvalidInputError);
    expect(written).toThrow(field);
  });

  it('an empty highlight marks nothing', () => {
    expect(toScxml({ highlight: [] })).toBe(full);
  });

  it('another view than the machine as a whole', async () => {
    await expect(toFormat('status', 'scxml')).rejects.toThrow(InvalidInputError);
  });
});

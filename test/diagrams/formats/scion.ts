/**
 * Runs SCXML by an interpreter that knows nothing of this library: SCION, which follows the
 * algorithm of the recommendation. This file only translates a document, element by element, into
 * SCION's own format.
 */
import { Statechart } from '@scion-scxml/core';
import { XmlDocument, XmlElement } from 'libxml2-wasm';

/** The situation of an interpreter: the ids of the innermost active states, and the data by id. */
export interface Situation {
  readonly states: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** A running interpreter. */
export interface Session {
  /** The present data; they may be changed between events. */
  readonly data: Record<string, unknown>;
  /** Returns the innermost active states. */
  states(): readonly string[];
  /** Sends an event. Throws if a condition or an assignment fails. */
  send(name: string, data: object | undefined): void;
}

/** Compiles a document once; each session may begin anew or in a situation. */
export function compiled(text: string): (situation?: Situation) => Session {
  const document = XmlDocument.fromString(text);
  const root = elementOf(document.root);
  document.dispose();
  const [datamodel] = root.children.filter(({ name }) => name === 'datamodel');
  return (situation) => {
    const data: Data = {};
    for (const { attributes } of datamodel?.children ?? []) {
      data[attributes.id as string] = evaluatorOf(attributes.expr)({}, undefined, never);
    }
    const model = (_x: unknown, _id: unknown, _processors: unknown, isIn: In) => ({
      ...stateOf(root, data, isIn),
      $deserializeDatamodel: (stored: object) => Object.assign(data, stored),
    });
    const { states, data: stored } = situation ?? {};
    const snapshot = situation && [states, {}, false, stored, []];
    // SCION would keep every session in its registry, unless it gets one that is dropped.
    const options = { sessionRegistry: new Map(), ...(snapshot && { snapshot }) };
    const chart = new Statechart(model as never, options as never);
    const errors: unknown[] = [];
    chart.on('onError', (error) => errors.push(error));
    if (!situation) chart.start();
    return {
      data,
      states: () => chart.getConfiguration(),
      send(name, carried) {
        chart.gen({ name, data: carried });
        if (errors.length > 0) throw new Error(`SCION: ${JSON.stringify(errors)}`);
      },
    };
  };
}

/** An element, apart from its document, which is disposed of. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
}

type Data = Record<string, unknown>;
type In = (id: string) => boolean;
interface Event {
  readonly name: string;
  readonly data?: unknown;
}

/** Reads an element and its children, without the white space between them. */
export function elementOf(node: XmlElement): Element {
  const children: Element[] = [];
  for (let child = node.firstChild; child !== null; child = child.next) {
    if (child instanceof XmlElement) children.push(elementOf(child));
  }
  const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
  return { name: node.name, attributes, children };
}

function stateOf({ name, attributes, children }: Element, data: Data, isIn: In): object {
  const { id, initial } = attributes;
  const transitions = children.filter((child) => child.name === 'transition');
  const states = children.filter((child) => ['state', 'parallel'].includes(child.name));
  return {
    $type: name,
    ...(id !== undefined && { id }),
    ...(initial !== undefined && { initial: initial.split(' ') }),
    transitions: transitions.map((each) => transitionOf(each, data, isIn)),
    states: states.map((each) => stateOf(each, data, isIn)),
  };
}

function transitionOf({ attributes, children }: Element, data: Data, isIn: In): object {
  const { event, cond, target, type } = attributes;
  return {
    event,
    ...(type !== undefined && { type }),
    ...(target !== undefined && { target: target.split(' ') }),
    ...(cond !== undefined && { cond: (_event: Event) => evaluatorOf(cond)(data, _event, isIn) }),
    onTransition: children.map(({ attributes: { location = '', expr } }) => (_event: Event) => {
      // 5.9.2: only a location in the data model can be assigned to.
      if (!Object.hasOwn(data, location)) throw new Error(`There is no ${location}.`);
      data[location] = evaluatorOf(expr)(data, _event, isIn);
    }),
  };
}

type Evaluate = (data: Data, event: Event | undefined, isIn: In) => unknown;
const expressions = new Map<string, Evaluate>();

/** Compiles an ECMAScript expression, whose variables are the data. */
function evaluatorOf(expression = ''): Evaluate {
  const known = expressions.get(expression);
  if (known !== undefined) return known;
  const body = `with (data) { return (${expression}\n); }`;
  const evaluate = new Function('data', '_event', 'In', body) as Evaluate;
  expressions.set(expression, evaluate);
  return evaluate;
}

function never(): never {
  throw new Error('No state is active yet.');
}

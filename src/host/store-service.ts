/** The service over a store. */
import { callable, optionsOf, port, throwFirst } from '../input';
import { decide } from '../lifecycle';
import type { PipelineService } from './service';
import { answerAction, answerRemoval, answerReport } from './service-answers';
import type { LifecycleStore } from './store';
import { type Clock, clockProblems, systemClock } from './time';

/** The options of the service over a store. */
export interface ServiceOptions {
  /** By default the time of this machine. */
  readonly clock?: Clock | undefined;
  /** A `decide` of your own, such as that of a changed machine; by default the library's. */
  readonly decide?: typeof decide | undefined;
}

/** Makes a service of a store. Throws InvalidInputError for a store that lacks a method. */
export function serviceOf(store: LifecycleStore, options: ServiceOptions = {}): PipelineService {
  const given = optionsOf(options, ['clock', 'decide'], 'a service');
  const { clock = systemClock, decide: decided = decide } = given;
  throwFirst([
    ...port('store', store, ['create', 'read', 'list', 'update']),
    ...clockProblems(clock),
    ...callable('decide', decided),
  ]);
  const { watch, watchesEveryWriter } = store;
  // No call passes through more promises than another, so that they settle in the order of the
  // store.
  return {
    create: (pipeline) => store.create(pipeline),
    read: (name) => store.read(name),
    list: (page) => store.list(page),
    act: (name, request) =>
      store.update(name, (before) =>
        answerAction(before, request, { now: clock.now(), decide: decided }),
      ),
    report: (reference, observation) =>
      store.update(reference.pipelineName, (before) =>
        answerReport(before, reference, observation, { now: clock.now() }),
      ),
    remove: (name, precondition) =>
      store.update(name, (before) => answerRemoval(before, precondition)),
    ...(watchesEveryWriter === undefined ? {} : { watchesEveryWriter }),
    ...(watch && { watch: (listener) => watch.call(store, listener) }),
  };
}

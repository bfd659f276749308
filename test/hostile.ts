/** Values that somebody may throw, and that throw in turn once they are looked at. */

function poison(): never {
  throw new Error('poisoned');
}

const everyTrap = new Proxy({}, { get: () => poison });

function errorWith(field: string, property: PropertyDescriptor): Error {
  return Object.defineProperty(new Error('inner'), field, property);
}

/** Values to throw, by what they are. */
export const hostileValues: Readonly<Record<string, unknown>> = {
  null: null,
  undefined: undefined,
  'a symbol': Symbol('thrown'),
  'a bigint': 7n,
  'a promise that never settles': new Promise(() => {}),
  'an error that looks like a promise': errorWith('then', { value: poison }),
  'a text': 'thrown',
  'an object without a prototype': Object.create(null),
  'an object whose text throws': { toString: poison, [Symbol.toPrimitive]: poison },
  'an error whose name throws': errorWith('name', { get: poison }),
  'an error whose message throws': errorWith('message', { get: poison }),
  'an error whose stack throws': errorWith('stack', { get: poison }),
  'an error whose code throws': errorWith('code', { get: poison }),
  'an error named as one that is known': Object.assign(new Error('no error inside'), {
    name: 'DeploymentFailedError',
  }),
  'a proxy whose every trap throws': new Proxy({}, everyTrap),
  'a function whose every trap throws': new Proxy(() => {}, everyTrap),
  'a revoked proxy': revoked(),
};

/** Names of hostile values, for tables of tests: their titles must not show the values. */
export const hostileNames = Object.keys(hostileValues);

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

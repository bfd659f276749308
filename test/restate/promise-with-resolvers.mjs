/** The function that Node 20 lacks, and that the package of Restate calls. */
Promise.withResolvers ??= function withResolvers() {
  const settle = {};
  const promise = new this((resolve, reject) => Object.assign(settle, { resolve, reject }));
  return { promise, ...settle };
};

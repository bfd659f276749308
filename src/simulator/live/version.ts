/** The version of the live system whose answers these are. */
export const liveVersion = '0.337.0';

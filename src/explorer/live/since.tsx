/** The time at which something became as it is. */

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const dateAndTime = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'medium',
});

/** The time, with the date if that is not today. */
export function Since({ time }: { readonly time: unknown }) {
  const at = new Date(typeof time === 'string' ? time : Number.NaN);
  if (Number.isNaN(at.getTime())) return null;
  const isToday = at.toDateString() === new Date().toDateString();
  const text = isToday ? timeOfDay.format(at) : dateAndTime.format(at);
  return (
    <time class="since" dateTime={at.toISOString()}>
      since {text}
    </time>
  );
}

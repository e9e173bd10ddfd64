/** `22:05:11` in the user's time zone. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
}

/** `2026-01-05 22:05:11` in the user's time zone: sorts as text, reads the same in every country. */
export function dateAndTime(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())} ${timeOfDay(at)}`;
}

/** The time alone on the same day. */
export function moment(at: number, now: number): string {
  return new Date(at).toDateString() === new Date(now).toDateString() ? timeOfDay(at) : dateAndTime(at);
}

function twoDigits(value: number): string {
  return `${value}`.padStart(2, '0');
}

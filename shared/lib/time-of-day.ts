/** Of this machine's own day, such as `14:02`. */
export function timeOfDay(at: number): string {
  const time = new Date(at);
  return [time.getHours(), time.getMinutes()].map((value) => String(value).padStart(2, '0')).join(':');
}

import text from './pyairtable.yaml?raw';

/** The document that ships: the nine PyAirtable services and four alert rules. */
export const presetText: string = text;

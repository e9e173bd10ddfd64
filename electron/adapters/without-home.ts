import { homedir } from 'node:os';

/*
 * The first import of every program. What `conf` is made of asks for the home folder as it is loaded, though `conf` is
 * always told its folder; for a user without HOME and without an entry in passwd, as in a container, that is an exception,
 * and the end of every command. An empty HOME says that there is none (`homeOf`).
 */
try {
  homedir();
} catch {
  process.env['HOME'] = '';
}

import { historyContract } from '../../contracts/history.ts';
import { MemoryHistory } from '../../fakes/memory-history.ts';
import { openHistory, temporaryFolder } from './storage-fixture.ts';

historyContract('the memory history', () => new MemoryHistory());
historyContract('the SQLite history', () => openHistory(temporaryFolder()).history);

import { storageRecord, type StorageRecord } from '../contract/storage'
import type { ReadStores } from '../ports/read-stores'
import type { Transaction } from '../ports/unit-of-work'
import { storedSetting } from './stored-setting'

const SETTING = 'storage'

/** What the last check and the last backup came to. */
export const readStorageRecord = async (read: Pick<ReadStores, 'setting'>): Promise<StorageRecord> =>
  storedSetting('the record of checks', await read.setting(SETTING), storageRecord, { lastCheck: null, lastBackup: null })

export const keepStorageRecord = (tx: Transaction, record: StorageRecord, now: number): Promise<void> => tx.settings.put(SETTING, record, now)

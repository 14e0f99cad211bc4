package dev.memtrace.dedup;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One block cache and one write-buffer limit for all stores of the process, so that their number
 * does not matter.
 */
public final class BoundedRocks implements RocksDBConfigSetter {
    private static final long CACHE_BYTES = 192L * 1024 * 1024;
    private static final long WRITE_BUFFERS_BYTES = 96L * 1024 * 1024;
    private static final long WRITE_BUFFER_BYTES = 16L * 1024 * 1024;
    private static final int BLOOM_BITS_PER_KEY = 10;

    /** Of a write buffer, for a bloom filter of its own: about ten bits for each of its keys. */
    private static final double MEMTABLE_BLOOM_SHARE = 0.02;

    static {
        org.rocksdb.RocksDB.loadLibrary();
    }

    private static final Cache CACHE = new LRUCache(CACHE_BYTES);
    private static final WriteBufferManager WRITE_BUFFERS =
            new WriteBufferManager(WRITE_BUFFERS_BYTES, CACHE);

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        var table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        table.setPinL0FilterAndIndexBlocksInCache(true);
        // Most look-ups are for keys that are not there: every level and the write buffers have a
        // filter that says so. Kafka Streams expects hits and would leave the last level, which
        // holds most keys, without one; each look-up then reads a block of it.
        table.setFilterPolicy(new BloomFilter(BLOOM_BITS_PER_KEY));
        options.setTableFormatConfig(table);
        options.setOptimizeFiltersForHits(false);
        options.setMemtablePrefixBloomSizeRatio(MEMTABLE_BLOOM_SHARE);
        options.setMemtableWholeKeyFiltering(true);
        options.setWriteBufferManager(WRITE_BUFFERS);
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
    }

    @Override
    public void close(String storeName, Options options) {
        // Cache and write buffers are shared and live as long as the process.
    }
}

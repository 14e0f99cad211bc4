package dev.memtrace.sink;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcException;
import dev.memtrace.core.memory.OrgId;
import java.util.HashSet;
import java.util.Set;

/**
 * Takes the rows of one org out of a batch, to where they belong: its Arc, the batch's refusals, or
 * a parked lane. One thread.
 */
final class Delivery {
    private final Arcs arcs;
    private final Checks checks;
    private final Lanes lanes;
    private final LaneWrites laneWrites;
    private final SinkMetrics metrics;

    Delivery(Arcs arcs, Checks checks, Lanes lanes, LaneWrites laneWrites, SinkMetrics metrics) {
        this.arcs = arcs;
        this.checks = checks;
        this.lanes = lanes;
        this.laneWrites = laneWrites;
        this.metrics = metrics;
    }

    /** Whether nobody has to be asked about before this batch is written. */
    boolean isAllSettled(Batch batch) {
        boolean isAllSettled = true;
        for (var org : batch.orgs()) {
            var binding = arcs.bindingOf(org);
            if (binding.isPresent()) {
                if (checks.isSame(org, binding.get())
                        && checks.areSettled(org, Batch.partitions(batch.rowsOf(org)))) {
                    batch.clear(org, binding.get());
                } else {
                    isAllSettled = false;
                }
            }
        }
        return isAllSettled;
    }

    /** Asks the org's Arc what it has of the batch, unless that is known. */
    void check(Batch batch, OrgId org) {
        var binding = arcs.bindingOf(org);
        if (binding.isPresent() && !batch.isClear(org, binding.get())) {
            var _ = checks.isSame(org, binding.get());
            ask(batch, org, binding.get());
        }
    }

    private void ask(Batch batch, OrgId org, ArcBinding binding) {
        var rows = batch.rowsOf(org);
        if (rows.isEmpty()) {
            return; // lost on the way
        }
        try {
            var known = arcs.stored().of(binding, rows);
            var found = rows.stream().filter(row -> StoredRows.has(known, row)).toList();
            batch.removeRowsOf(org, row -> StoredRows.has(known, row));
            batch.clear(org, binding);
            metrics.foundStored(found.size());
            // A predecessor wrote in the log's order, so what it wrote of an org ends before the
            // first batch of which Arc has nothing.
            var empty = Batch.partitions(rows);
            empty.removeAll(Batch.partitions(found));
            empty.forEach(partition -> checks.settle(org, partition));
        } catch (ArcException e) {
            batch.postpone(org, e.getMessage());
        }
    }

    /** Takes the org's rows out of the batch, or postpones it. */
    void write(Batch batch, OrgId org) {
        var binding = arcs.bindingOf(org);
        if (binding.isEmpty()) {
            var _ = park(batch, org, "the org has no Arc");
        } else if (batch.isClear(org, binding.get())) {
            write(batch, org, binding.get());
        } else {
            batch.postpone(org, "bound anew, and not asked yet");
        }
    }

    private void write(Batch batch, OrgId org, ArcBinding binding) {
        var rows = batch.rowsOf(org);
        if (rows.isEmpty()) {
            return; // lost on the way
        }
        switch (arcs.writes().write(binding, rows)) {
            case RowWrites.Result.Done(var refused) -> {
                refused.forEach(
                        (row, reason) -> {
                            batch.refuse(Refusal.of(row, reason));
                            // Arc has nothing of it, which says nothing of its neighbours.
                            checks.unsettle(org, row.partition());
                        });
                batch.removeRowsOf(org, _ -> true);
            }
            case RowWrites.Result.TryLater(var reason) -> batch.postpone(org, reason);
            // A bad memory that is alone can only be told from a bad Arc by the company it gets,
            // and nobody else shall wait for that.
            case RowWrites.Result.AllRefused(var reason) ->
                    park(batch, org, reason).forEach(laneWrites::refused);
        }
    }

    /** The lanes that the org's rows were of: parked, each from the first of them on. */
    private Set<Lane> park(Batch batch, OrgId org, String reason) {
        var parked = new HashSet<Lane>();
        for (var row : batch.rowsOf(org)) { // in the log's order
            var lane = new Lane(org, row.partition());
            if (parked.add(lane)) {
                lanes.park(lane, row.offset(), reason);
            }
        }
        batch.removeRowsOf(org, _ -> true);
        return parked;
    }
}

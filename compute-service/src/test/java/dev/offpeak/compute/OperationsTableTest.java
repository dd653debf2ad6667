package dev.offpeak.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.arm.OperationsResource;
import dev.offpeak.fuzz.OperationsTable;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OperationsTableTest {
    @Test
    void docsTellOfExactlyTheOperationsThereAre() {
        assertThat(OperationsTable.documented(Path.of("..", "docs", "operations.md"), "compute-service"))
                .isEqualTo(OperationsTable.declared(Path.of("target", "classes"), OperationsResource.class));
    }
}

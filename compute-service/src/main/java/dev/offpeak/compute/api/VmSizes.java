package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The sizes that clients are shown; every size works (rule P9). */
final class VmSizes {
    /**
     * One of them.
     *
     * @param name such as {@code Standard_DS1_v2}
     * @param cores virtual ones
     * @param memoryMebibytes in MiB
     */
    private record Size(String name, int cores, int memoryMebibytes) {}

    private static final int OS_DISK_MEBIBYTES = 1_047_552;
    private static final List<Size> SIZES = List.of(
            new Size("Standard_B1s", 1, 1024),
            new Size("Standard_B2s", 2, 4096),
            new Size("Standard_DS1_v2", 1, 3584),
            new Size("Standard_DS2_v2", 2, 7168),
            new Size("Standard_D2s_v3", 2, 8192),
            new Size("Standard_D4s_v3", 4, 16384),
            new Size("Standard_D8s_v3", 8, 32768),
            new Size("Standard_E4s_v3", 4, 32768),
            new Size("Standard_F4s_v2", 4, 8192));

    private VmSizes() {}

    /** All of them, as ARM shows sizes. */
    static List<ObjectNode> all() {
        return SIZES.stream().map(VmSizes::view).toList();
    }

    private static ObjectNode view(Size size) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", size.name())
                .put("numberOfCores", size.cores())
                .put("osDiskSizeInMB", OS_DISK_MEBIBYTES)
                .put("resourceDiskSizeInMB", 2 * size.memoryMebibytes())
                .put("memoryInMB", size.memoryMebibytes())
                .put("maxDataDiskCount", 4 * size.cores());
    }
}

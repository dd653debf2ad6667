package dev.offpeak.local;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Small JSON files that are replaced in one step, readable for their owner only. */
final class JsonFile {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private JsonFile() {}

    /** Temporary files are made with the owner's permissions only, and keep them when they are moved. */
    static void write(Path file, Object content) throws IOException {
        Path written = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new");
        Files.write(written, MAPPER.writeValueAsBytes(content));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Empty when there is no such file. */
    static <T> Optional<T> read(Path file, Class<T> type) throws IOException {
        return Files.exists(file) ? Optional.of(MAPPER.readValue(Files.readAllBytes(file), type)) : Optional.empty();
    }
}

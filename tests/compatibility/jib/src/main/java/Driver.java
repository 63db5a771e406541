import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import java.nio.file.Path;
import java.util.List;

/**
 * Jib at work: puts a file into a layer on top of an image of the registry, without a daemon, and
 * pushes what comes of that. Prints the digest.
 *
 * <p>driver BASE TARGET FORMAT FILE CACHE; the environment has JIB_USER and JIB_PASSWORD, if it is to
 * log in. FORMAT is OCI or Docker.
 */
public final class Driver {
  private Driver() {}

  private static RegistryImage image(String reference) throws Exception {
    RegistryImage image = RegistryImage.named(reference);
    String user = System.getenv("JIB_USER");
    return user == null ? image : image.addCredential(user, System.getenv("JIB_PASSWORD"));
  }

  public static void main(String[] arguments) throws Exception {
    Path cache = Path.of(arguments[4]);
    JibContainerBuilder container =
        Jib.from(image(arguments[0]))
            .addLayer(List.of(Path.of(arguments[3])), AbsoluteUnixPath.get("/app"))
            .setFormat(ImageFormat.valueOf(arguments[2]))
            .setEntrypoint("/app/run");
    Containerizer target =
        Containerizer.to(image(arguments[1]))
            .setAllowInsecureRegistries(true)
            .setBaseImageLayersCache(cache.resolve("base"))
            .setApplicationLayersCache(cache.resolve("application"));
    System.out.println(container.containerize(target).getDigest());
  }
}

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.protocols.jsoncore.JsonNodeParser;
import software.amazon.awssdk.services.ecrpublic.EcrPublicClient;
import software.amazon.awssdk.services.ecrpublic.model.DescribeImageTagsRequest;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Runs calls of ecr-public with the AWS SDK for Java: one JSON line in, one out. See
 * ../test_sdks.py for what the lines are.
 */
final class Driver {
  private static final String MODEL = "software.amazon.awssdk.services.ecrpublic.model.";

  private final EcrPublicClient client =
      EcrPublicClient.builder()
          .endpointOverride(URI.create(System.getenv("BERTH_URL")))
          .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
          .build();

  public static void main(String[] arguments) throws Exception {
    Driver driver = new Driver();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(driver.answer(JsonNodeParser.create().parse(line).asObject()));
    }
  }

  private String answer(Map<String, JsonNode> call) throws Exception {
    try {
      String output = call(call.get("operation").asString(), call.get("parameters"));
      return "{\"output\":" + output + "}";
    } catch (AwsServiceException refused) {
      return "{\"error\":" + quoted(refused.awsErrorDetails().errorCode())
          + ",\"message\":" + quoted(refused.awsErrorDetails().errorMessage()) + "}";
    }
  }

  private String call(String operation, JsonNode parameters) throws Exception {
    if (operation.equals("page tags")) {
      return pageTags(parameters);
    }
    Class<?> type = Class.forName(MODEL + operation + "Request");
    Object request = filled((SdkPojo) type.getMethod("builder").invoke(null), parameters);
    String method = Character.toLowerCase(operation.charAt(0)) + operation.substring(1);
    try {
      return written((SdkPojo)
          EcrPublicClient.class.getMethod(method, type).invoke(client, request));
    } catch (java.lang.reflect.InvocationTargetException thrown) {
      throw (Exception) thrown.getCause();
    }
  }

  private String pageTags(JsonNode parameters) {
    List<String> tags = new ArrayList<>();
    DescribeImageTagsRequest first =
        (DescribeImageTagsRequest) filled(
            (SdkPojo) DescribeImageTagsRequest.builder(), parameters);
    client.describeImageTagsPaginator(first).imageTagDetails()
        .forEach(detail -> tags.add(quoted(detail.imageTag())));
    return "{\"imageTags\":[" + String.join(",", tags) + "]}";
  }

  /** What a builder of the SDK builds from the members of a JSON object. */
  private static Object filled(SdkPojo builder, JsonNode parameters) {
    Map<String, JsonNode> members = parameters.asObject();
    for (SdkField<?> field : builder.sdkFields()) {
      JsonNode value = members.get(field.memberName());
      if (value != null) {
        field.set(builder, valueOf(field, value));
      }
    }
    return ((SdkBuilder<?, ?>) builder).build();
  }

  private static Object valueOf(SdkField<?> field, JsonNode value) {
    MarshallingType<?> type = field.marshallingType();
    if (type == MarshallingType.SDK_POJO) {
      return filled(field.constructor().get(), value);
    }
    if (type == MarshallingType.LIST) {
      SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
      List<Object> list = new ArrayList<>();
      value.asArray().forEach(inner -> list.add(valueOf(element, inner)));
      return list;
    }
    if (type == MarshallingType.SDK_BYTES) {
      return SdkBytes.fromByteArray(Base64.getDecoder().decode(value.asString()));
    }
    if (type == MarshallingType.INTEGER) {
      return Integer.valueOf(value.asNumber());
    }
    if (type == MarshallingType.LONG) {
      return Long.valueOf(value.asNumber());
    }
    return value.isBoolean() ? value.asBoolean() : value.asString();
  }

  private static String written(Object value) {
    if (value instanceof SdkPojo pojo) {
      StringJoiner members = new StringJoiner(",", "{", "}");
      for (SdkField<?> field : pojo.sdkFields()) {
        Object inner = field.getValueOrDefault(pojo);
        if (inner != null && !(inner instanceof SdkAutoConstructList)) {
          members.add(quoted(field.memberName()) + ":" + written(inner));
        }
      }
      return members.toString();
    }
    if (value instanceof List<?> list) {
      StringJoiner elements = new StringJoiner(",", "[", "]");
      list.forEach(inner -> elements.add(written(inner)));
      return elements.toString();
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof SdkBytes bytes) {
      return quoted(Base64.getEncoder().encodeToString(bytes.asByteArray()));
    }
    return quoted(value.toString());  // a text, or a time in ISO 8601
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c < 0x20 || c == '"' || c == '\\') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
